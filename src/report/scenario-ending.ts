// What a test module of vitest comes to, as a scenario: verdict, cause, acts, failures. Reads only.

import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestCase, TestModule } from 'vitest/node';
import { describeOutcome } from '../evidence/describe-outcome.ts';
import type { ActResult, ScenarioResult, Verdict } from '../evidence/results.ts';
import { rerunCommand, type ScenarioFile } from '../evidence/scenario-file.ts';

export interface ScenarioPlace {
  /** The folder of results.json. */
  readonly runFolder: string;
  readonly seed: string;
}

/** A scenario that has begun. It stays like this in the document of a run that was killed. */
export function begunScenario({ id, question, path }: ScenarioFile, { seed }: ScenarioPlace): ScenarioResult {
  return {
    id,
    question,
    verdict: 'unknown',
    cause: 'the run ended before it did',
    durationMs: 0,
    acts: [],
    expected: '',
    failures: [],
    rerun: rerunCommand({ id, path }, seed),
    files: [],
  };
}

export function endedScenario(module: TestModule, file: ScenarioFile, place: ScenarioPlace): ScenarioResult {
  const tests = [...module.children.allTests()];
  const records = tests.flatMap((test) => test.meta().scenario ?? []);
  const acts = records.flatMap((record) => record.acts);
  const failures = failuresOf(module, tests);
  const files = new Set(records.flatMap((record) => record.files));
  return {
    ...begunScenario(file, place),
    ...judge(module, tests, failures, acts),
    durationMs: Math.round(module.diagnostic().duration),
    acts,
    expected: decisiveAct(acts)?.expected ?? '',
    failures,
    files: [...files].map((path) => relative(place.runFolder, path).replaceAll('\\', '/')),
  };
}

/** A scenario with something that came to light after its end. */
export function failedAfterwards(scenario: ScenarioResult, error: ErrorLike): ScenarioResult {
  const failures = [...scenario.failures, describeError(error)];
  return { ...scenario, verdict: 'failed', cause: firstLine(failures[0]), failures };
}

function judge(
  module: TestModule,
  tests: readonly TestCase[],
  failures: readonly string[],
  acts: readonly ActResult[],
): { verdict: Verdict; cause: string } {
  if (failures.length > 0 || module.state() === 'failed') {
    return { verdict: 'failed', cause: firstLine(failures[0]) };
  }
  const results = tests.map((test) => test.result());
  // A run that was stopped reports its module without the tests that were still to come.
  if (results.some(({ state }) => state === 'pending')) {
    return { verdict: 'unknown', cause: 'the run ended before it did' };
  }
  const skipped = results.filter((result) => result.state === 'skipped');
  const notes = new Set(skipped.map(({ note }) => note).filter((note) => note !== undefined));
  // A skipped act proves nothing, so one is enough: the kernel or the image could not.
  if (notes.size > 0) return { verdict: 'unsupported', cause: [...notes].join('; ') };
  if (skipped.length > 0) {
    return {
      verdict: 'unknown',
      cause: `${skipped.length} of ${tests.length} tests skipped without a reason`,
    };
  }
  return { verdict: 'passed', cause: causeIn(decisiveAct(acts)) };
}

/** What the program saw, and what its packets said: `refused (ECONNREFUSED connect) after 0.4 ms; SYN, RST from server`. */
function causeIn(act: ActResult | undefined): string {
  const outcome = act?.outcome ? [describeOutcome(act.outcome)] : [];
  const wire = act?.wire ? [act.wire.events.join(', ')] : [];
  return [...outcome, ...wire].join('; ');
}

/** The act that the scenario is about. */
const decisiveAct = (acts: readonly ActResult[]): ActResult | undefined =>
  acts.findLast(({ act }) => act === 'fault') ?? acts.at(-1);

function failuresOf(module: TestModule, tests: readonly TestCase[]): string[] {
  const suites = [...module.children.allSuites()];
  const around = [module, ...suites].flatMap((suite) => suite.errors().map(describeError));
  const inTests = tests.flatMap((test) => {
    const { state, errors } = test.result();
    // One that passed when it was tried again keeps the errors from before.
    if (state !== 'failed') return [];
    const name = tests.length > 1 ? `${test.fullName}: ` : '';
    return errors.map((error) => name + describeError(error));
  });
  return [...around, ...inTests];
}

interface ErrorLike {
  readonly name?: string | undefined;
  readonly message: string;
  readonly diff?: string | undefined;
}

/** Names that say nothing beside the message. */
const plainNames = ['Error', 'AssertionError', 'SocketbedError'];

function describeError({ name = 'Error', message, diff }: ErrorLike): string {
  const text = plainNames.includes(name) ? message : `${name}: ${message}`;
  // vitest colours its diffs even where nobody sees them.
  return stripVTControlCharacters(diff === undefined ? text : `${text}\n${diff}`).trimEnd();
}

const firstLine = (text = ''): string => text.split('\n', 1)[0] ?? '';
