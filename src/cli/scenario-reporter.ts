// A vitest reporter that tells `socketbed run` how each scenario ended, as soon as it has: one JSON line per scenario
// file on file descriptor 3. It runs in vitest's process; run.ts reads the other end.

import { writeSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';
import { projectDirectory } from '../testbed/project.ts';

/** How one scenario file ended. */
export interface ScenarioEnd {
  /** As in the catalogue: `scenarios/tcp/refused/closed-port.scenario.ts`. */
  readonly path: string;
  readonly verdict: 'passed' | 'failed' | 'unsupported';
  readonly durationMs: number;
  /** Name of the failed test and what it said, with expected and received. */
  readonly failures: readonly { readonly test: string; readonly message: string }[];
  /** Why tests were skipped, when they said. */
  readonly reasons: readonly string[];
}

const eventsDescriptor = 3;

export default class ScenarioReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    writeSync(eventsDescriptor, `${JSON.stringify(scenarioEnd(module))}\n`);
  }
}

// vitest colours its diffs even where nobody sees them.
const plain = (text: string): string => stripVTControlCharacters(text).trimEnd();

function scenarioEnd(module: TestModule): ScenarioEnd {
  const tests = [...module.children.allTests()];
  const failures = [
    ...module.errors().map(({ message }) => ({ test: 'loading', message: plain(message) })),
    ...tests.flatMap((test) =>
      (test.result().errors ?? []).map(({ message, diff }) => ({
        test: test.fullName,
        message: plain(diff === undefined ? message : `${message}\n${diff}`),
      })),
    ),
  ];
  const skipped = tests.filter((test) => test.result().state === 'skipped');
  const reasons = skipped.flatMap((test) => {
    const result = test.result();
    return 'note' in result && result.note !== undefined ? [result.note] : [];
  });
  // A skipped act proves nothing, so one is enough: the kernel or the image could not.
  const verdict =
    failures.length > 0 || module.state() === 'failed'
      ? 'failed'
      : skipped.length > 0
        ? 'unsupported'
        : 'passed';
  return {
    path: relative(projectDirectory, module.moduleId),
    verdict,
    durationMs: Math.round(module.diagnostic().duration),
    failures,
    reasons,
  };
}
