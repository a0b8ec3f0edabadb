// run as a process, with the engine and a scenario of the catalogue.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Results } from '../../src/evidence/results.ts';
import { runChild } from '../../src/testbed/engine/child.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { cleanEnvironment } from '../report/vitest-project.ts';

test('run --json is the document that it leaves, with engine and kernel', async () => {
  const main = join(projectDirectory, 'src/cli/main.ts');
  const args = [main, 'run', 'concurrency/standing-bed', '--seed', '7', '--json'];
  const { exitCode, stdout } = await runChild(process.execPath, args, { env: cleanEnvironment() });
  const results: Results = JSON.parse(stdout);
  expect(results).toMatchObject({
    run: {
      seed: '7',
      state: 'ended',
      versions: { engine: expect.stringMatching(/^\d+\./), kernel: expect.stringMatching(/^\d+\./) },
    },
    scenarios: [{ id: 'concurrency/standing-bed', verdict: 'passed' }],
  });
  expect(exitCode).toBe(0);
  const folder = join(projectDirectory, 'results', results.run.id);
  expect(readFileSync(join(folder, 'results.json'), 'utf8')).toBe(stdout);
  expect(existsSync(join(folder, 'vitest.log'))).toBe(true);
});
