// The truth test: with its cause left out, every scenario that has a fault must fail, and in the fault act.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Results } from '../../src/evidence/results.ts';
import { projectDirectory } from '../../src/testbed/project.ts';

const withFault = globSync('scenarios/**/*.scenario.ts', { cwd: projectDirectory }).filter((path) =>
  readFileSync(join(projectDirectory, path), 'utf8').includes('act.fault('),
);

async function runWithoutFaults(): Promise<Results> {
  const id = randomBytes(4).toString('hex');
  const directory = join(projectDirectory, 'results', id);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const vitest = join(projectDirectory, 'node_modules/vitest/vitest.mjs');
  const reporter = join(projectDirectory, 'src/report/results-reporter.ts');
  const run = spawn(
    process.execPath,
    [vitest, 'run', '--project', 'scenarios', `--reporter=${reporter}`, ...withFault],
    {
      cwd: projectDirectory,
      env: { ...process.env, SOCKETBED_RUN_ID: id, SOCKETBED_RUN_FOLDER: '', SOCKETBED_WITHOUT_FAULT: '1' },
      stdio: 'ignore',
    },
  );
  await once(run, 'close');
  return JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8'));
}

test('every fault scenario fails when nothing is broken', async () => {
  const { scenarios } = await runWithoutFaults();
  expect(scenarios.map(({ id }) => `scenarios/${id}.scenario.ts`).sort()).toEqual(withFault.toSorted());
  const told = scenarios.map(({ id, verdict, acts, failures }) => ({
    id,
    verdict,
    // A matcher said no, in the act that should have been broken; an error of another kind proves nothing.
    lastAct: acts.at(-1)?.act,
    lastCheckPassed: acts.at(-1)?.checks.at(-1)?.passed,
    failures: failures.filter((failure) => !failure.includes('expected ')),
  }));
  const failed = { verdict: 'failed', lastAct: 'fault', lastCheckPassed: false, failures: [] };
  expect(told).toEqual(scenarios.map(({ id }) => ({ id, ...failed })));
});
