// vitest's `test` with a bed, and `scenario`: a test that is told in acts and leaves a record for results.json.
//
//   worker   sharedBed   one bed for all scenarios of a worker
//   test     bed         what this one uses of it; given back when it ends, its logs kept
//            act         control, fault, lifted
//            inject      breaks something, inside the fault act

import { test as plainTest, inject as provided, type TestContext } from 'vitest';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { scenarioId } from '../evidence/scenario-file.ts';
import { dockerClient } from '../testbed/docker.ts';
import { runLabel } from '../testbed/labels.ts';
import { runFolder } from '../testbed/run.ts';
import { saveContainer, saveEvents } from '../testbed/saved-container.ts';
import { type BorrowedBed, SharedBed } from '../testbed/shared-bed.ts';
import { Acts } from './acts.ts';
import './matchers.ts';
import './setup.ts';

export interface ScenarioFixtures {
  /** What the scenario uses of the worker's bed. */
  readonly bed: BorrowedBed;
  readonly act: Pick<Acts, 'control' | 'fault' | 'lifted' | 'final'>;
  /** Does `cause`, inside the fault act; with SOCKETBED_WITHOUT_FAULT=1 it does not, and the scenario must fail. */
  readonly inject: Acts['inject'];
}

/** Every scenario is to fail: there is no need to wait long for what will not come. */
const withoutFault = (): boolean => process.env.SOCKETBED_WITHOUT_FAULT === '1';
const isKept = (): boolean => process.env.SOCKETBED_KEEP === '1';

/** vitest's `test` with the fixtures `bed`, `act` and `inject`. */
export const test = plainTest
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from this pattern, even if there are none
  .extend('sharedBed', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const problem = provided('bedProblem');
    if (problem !== '')
      throw new SocketbedError({ code: 'ENGINE_UNREACHABLE', what: problem, advice: 'Then try again' });
    const shared = new SharedBed(provided('run'), withoutFault() ? { probe: { timeoutMs: 1000 } } : {});
    onCleanup(() => (isKept() ? undefined : shared.stop()));
    return shared;
  })
  .extend('acts', ({ task }) => {
    const acts = new Acts({ withoutFault: withoutFault() });
    task.meta.scenario = acts.record;
    return acts;
  })
  .extend('act', ({ acts }): ScenarioFixtures['act'] => acts)
  .extend(
    'inject',
    ({ acts }): ScenarioFixtures['inject'] =>
      (what, cause) =>
        acts.inject(what, cause),
  )
  .extend('bed', async ({ sharedBed, acts, task }, { onCleanup }): Promise<BorrowedBed> => {
    const bed = sharedBed.borrow();
    const sinceMs = Date.now();
    onCleanup(async () => {
      acts.record.files.push(...(await saveEvidence(bed, scenarioId(task.file.name), sinceMs)));
      if (!isKept()) await bed.giveBack();
    });
    return bed;
  });

/** A test in acts: fails with SCENARIO_INVALID when a fault has no control, or is neither lifted nor final. */
export function scenario(
  name: string,
  tell: (
    fixtures: ScenarioFixtures & Pick<TestContext, 'onTestFinished' | 'signal' | 'skip'>,
  ) => Promise<void>,
): void {
  // vitest reads these names: it allows no rest.
  test(name, async ({ bed, act, inject, acts, onTestFinished, signal, skip }) => {
    await tell({ bed, act, inject, onTestFinished, signal, skip });
    acts.checkComplete();
  });
}

async function saveEvidence(bed: BorrowedBed, folder: string, sinceMs: number): Promise<string[]> {
  const { containers } = bed;
  if (containers.length === 0) return [];
  const run = provided('run');
  const directory = runFolder(run, folder);
  const label = `${runLabel}=${run.id}`;
  const times = { sinceMs, untilMs: Date.now() };
  const saved = await Promise.all([
    ...containers.map(({ docker }) => saveContainer(docker, directory, { sinceMs })),
    saveEvents(await dockerClient(), `${directory}/events.jsonl`, { label, ...times }),
  ]);
  return saved.flat();
}
