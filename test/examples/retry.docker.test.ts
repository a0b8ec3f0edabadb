// The example of a retry bug as its user runs it: a folder of its own with socketbed in its node_modules. The test finds the
// bug and says what the README shows, and passes with the fix.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const example = join(projectDirectory, 'examples/retry');

/** What `npx vitest run` says in a copy of the example, and its exit code. */
async function runExample(
  env: Readonly<Record<string, string>>,
): Promise<{ output: string; exitCode: number | null }> {
  const root = temporaryDirectory();
  cpSync(example, root, { recursive: true, filter: (path) => !/node_modules|results$/.test(path) });
  // As `npm install` does it for the two that package.json names.
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(projectDirectory, join(root, 'node_modules/socketbed'));
  symlinkSync(join(projectDirectory, 'node_modules/vitest'), join(root, 'node_modules/vitest'));
  const vitest = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
  });
  const [out, err] = await Promise.all([text(vitest.stdout), text(vitest.stderr), once(vitest, 'close')]);
  return { output: out + err, exitCode: vitest.exitCode };
}

/** Lines that are the same in every run. */
function sayings(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.replace(/\s*\d+ms$/, '').trim())
    .filter((line) => /^(FAIL|AssertionError|Tests|Test Files|[×✓]|[-+] \d+$)/.test(line));
}

const readme = readFileSync(join(example, 'README.md'), 'utf8');

test('the test finds the bug, with the words of the README', async () => {
  const { output, exitCode } = await runExample({});
  expect(exitCode, output).toBe(1);
  expect(sayings(output)).toContainEqual(expect.stringContaining('to have a length of 1 but got 2'));
  for (const line of sayings(output)) expect(readme).toContain(line);
});

test('and passes with the fix', async () => {
  const { output, exitCode } = await runExample({ CHECKOUT: 'checkout.fixed.ts' });
  expect(exitCode, output).toBe(0);
  expect(readme).toContain('CHECKOUT=checkout.fixed.ts npm test');
});

test('the fix is the one that the README shows', () => {
  const lines = (name: string) => readFileSync(join(example, name), 'utf8').split('\n');
  const [buggy, fixed] = [lines('checkout.ts'), lines('checkout.fixed.ts')];
  const shown = /```diff\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const ofKind = (sign: string) =>
    shown
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1));
  expect(ofKind('-').length).toBeGreaterThan(0);
  expect(ofKind('+').length).toBeGreaterThan(0);
  for (const line of ofKind('-')) expect(buggy).toContain(line);
  for (const line of ofKind('+')) expect(fixed).toContain(line);
});
