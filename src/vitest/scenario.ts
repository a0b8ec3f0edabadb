// vitest's `test` with a bed, and `scenario`: a test that is told in acts and leaves a record for results.json.
//
//   worker   sharedBed   one bed for all scenarios of a worker
//   test     bed         what this one uses of it; given back when it ends, its logs kept
//            act         control, fault, lifted
//            inject      breaks something, inside the fault act
//            probe       a probe of the bed, for those who need no more than one
//            service     a service of the bed: `await service('tcp')`
//            composeBed  starts a compose project of one's own; attachedBed takes one that is up

import { test as plainTest, inject as provided, type TestContext } from 'vitest';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { scenarioId } from '../evidence/scenario-file.ts';
import type { Fault } from '../faults/index.ts';
import type { BedContainer } from '../testbed/bed-container.ts';
import { Between } from '../testbed/compose/between.ts';
import type { BetweenFault } from '../testbed/compose/between-fault.ts';
import type { InjectedFault } from '../testbed/inject-fault.ts';
import type { Probe } from '../testbed/probe.ts';
import type { Run } from '../testbed/run.ts';
import { type BorrowedBed, SharedBed } from '../testbed/shared-bed.ts';
import { Acts } from './acts.ts';
import { saveEvidence, withEvidence } from './scenario-evidence.ts';
import { type AttachedBedFixture, type ComposeBedFixture, TestComposeBeds } from './test-compose-beds.ts';
import './matchers.ts';
import './wire-matchers.ts';
import './setup.ts';

export interface ScenarioFixtures {
  /** What the scenario uses of the worker's bed. */
  readonly bed: BorrowedBed;
  readonly act: Pick<Acts, 'control' | 'fault' | 'lifted' | 'final'>;
  readonly inject: Inject;
  readonly composeBed: ComposeBedFixture;
  readonly attachedBed: AttachedBedFixture;
}

/**
 * Breaks something, inside the fault act. With SOCKETBED_WITHOUT_FAULT=1 it does nothing and gives undefined, and the
 * scenario must fail.
 */
export interface Inject {
  /** A fault of src/faults, into a container's network; leaving its scope lifts it. Skips where it is unsupported. */
  (fault: Fault, target: BedContainer): Promise<InjectedFault | undefined>;
  /** The same between two services of a compose project: `inject(fault, bed.between('web', 'db'))`. */
  (fault: Fault, place: Between): Promise<BetweenFault | undefined>;
  /** Anything else: what it is, in words for the results, and how it is done. */
  <T>(what: string, cause: () => Promise<T> | T): Promise<T | undefined>;
}

/** Every scenario is to fail: there is no need to wait long for what will not come. */
const withoutFault = (): boolean => process.env.SOCKETBED_WITHOUT_FAULT === '1';
const isKept = (): boolean => process.env.SOCKETBED_KEEP === '1';

/** The run of the set-up. ENGINE_UNREACHABLE when that found no engine to use. */
function usableRun(): Run {
  const problem = provided('bedProblem');
  if (problem === '') return provided('run');
  throw new SocketbedError({ code: 'ENGINE_UNREACHABLE', what: problem, advice: 'Then try again' });
}

/** vitest's `test` with the fixtures `bed`, `probe`, `service`, `composeBed`, `attachedBed`, `act` and `inject`. */
export const test = plainTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from this pattern, even if there are none
  .extend('sharedBed', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const shared = new SharedBed(usableRun(), withoutFault() ? { probe: { timeoutMs: 1000 } } : {});
    onCleanup(() => (isKept() ? undefined : shared.stop()));
    return shared;
  })
  .extend('acts', ({ task }) => {
    const acts = new Acts({ withoutFault: withoutFault() });
    task.meta.scenario = acts.record;
    return acts;
  })
  .extend('act', ({ acts }): ScenarioFixtures['act'] => acts)
  .extend('bed', async ({ sharedBed, acts, task }, { onCleanup }): Promise<BorrowedBed> => {
    const bed = sharedBed.borrow();
    const sinceMs = Date.now();
    onCleanup(async () => {
      try {
        acts.record.files.push(...(await saveEvidence(bed, scenarioId(task.file.name), sinceMs)));
      } finally {
        if (!isKept()) await bed.giveBack();
      }
    });
    return bed;
  })
  .extend('composeBeds', ({ acts, task }, { onCleanup }) => {
    const beds = new TestComposeBeds(usableRun);
    onCleanup(async () => {
      try {
        acts.record.files.push(...(await beds.save(scenarioId(task.file.name))));
      } finally {
        if (!isKept()) await beds.stop();
      }
    });
    return beds;
  })
  .extend('composeBed', ({ composeBeds }): ComposeBedFixture => composeBeds.start)
  .extend('attachedBed', ({ composeBeds }): AttachedBedFixture => composeBeds.attach)
  .extend('inject', ({ acts, bed }): Inject => {
    function inject(fault: Fault, target: BedContainer): Promise<InjectedFault | undefined>;
    function inject(fault: Fault, place: Between): Promise<BetweenFault | undefined>;
    function inject<T>(what: string, cause: () => Promise<T> | T): Promise<T | undefined>;
    function inject(
      fault: Fault | string,
      second: BedContainer | Between | (() => unknown),
    ): Promise<unknown> {
      if (typeof fault === 'string')
        return acts.inject(fault, typeof second === 'function' ? second : () => second);
      if (typeof second === 'function') return Promise.reject(faultWithoutTarget(fault));
      return acts.inject<unknown>(fault.does, async (onLifted) => {
        const injected =
          second instanceof Between ? await second.inject(fault) : await bed.inject(fault, second);
        void injected.lifted.then(onLifted);
        return injected;
      });
    }
    return inject;
  })
  .extend('probe', ({ bed }): Promise<Probe> => bed.probe())
  .extend('service', ({ bed }): BorrowedBed['service'] => bed.service.bind(bed));

/** A test in acts: fails with SCENARIO_INVALID when a fault has no control, or is neither lifted nor final. */
export function scenario(
  name: string,
  tell: (
    fixtures: ScenarioFixtures & Pick<TestContext, 'onTestFinished' | 'signal' | 'skip'>,
  ) => Promise<void>,
): void {
  // vitest reads these names: it allows no rest.
  test(
    name,
    async ({
      bed,
      act,
      inject,
      composeBed,
      attachedBed,
      composeBeds,
      acts,
      onTestFinished,
      signal,
      skip,
      task,
    }) => {
      try {
        await tell({ bed, act, inject, composeBed, attachedBed, onTestFinished, signal, skip });
      } catch (error) {
        if (error instanceof SocketbedError && error.code === 'UNSUPPORTED') skip(error.message);
        const captures = [...bed.captures, ...composeBeds.captures];
        throw await withEvidence(error, { captures, record: acts.record, path: task.file.name });
      }
      acts.checkComplete();
    },
  );
}

function faultWithoutTarget({ name }: Fault): SocketbedError {
  const advice = 'Give it: inject(fault, server.container)';
  return new SocketbedError({
    code: 'SCENARIO_INVALID',
    what: `the fault ${name} has no container to go into`,
    advice,
  });
}
