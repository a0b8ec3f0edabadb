// The reporter in a real vitest: what `socketbed run` is told of scenarios that pass, fail, skip and do not load.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { ScenarioEnd } from '../../src/cli/scenario-reporter.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const files = {
  'passes.test.ts': "test('one', () => {});",
  'fails.test.ts':
    "test('one', () => {}); test('two', () => expect({ kind: 'reset' }).toEqual({ kind: 'refused' }));",
  'skips.test.ts':
    "test('one', () => {}); test('two', (context) => context.skip('the kernel has no netem'));",
  'breaks.test.ts': "import './nowhere.ts';",
};

test('each file has one verdict', async () => {
  const root = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  const vitest = join(projectDirectory, 'node_modules/vitest/vitest.mjs');
  const reporter = join(projectDirectory, 'src/cli/scenario-reporter.ts');
  const args = ['run', '--root', root, '--globals', `--reporter=${reporter}`];
  const child = spawn(process.execPath, [vitest, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const events = child.stdio[3];
  const lines = events instanceof Readable ? (await text(events)).trim().split('\n') : [];
  const ends = lines.map((line): ScenarioEnd => JSON.parse(line));
  const byName = Object.fromEntries(ends.map(({ path, ...end }) => [basename(path, '.test.ts'), end]));

  expect(ends).toHaveLength(4);
  expect(byName.passes).toMatchObject({ verdict: 'passed', failures: [], reasons: [] });
  expect(byName.fails).toMatchObject({ verdict: 'failed', failures: [{ test: 'two' }] });
  expect(byName.fails?.failures[0]?.message).toContain('-   "kind": "refused",\n+   "kind": "reset",');
  expect(byName.skips).toMatchObject({ verdict: 'unsupported', reasons: ['the kernel has no netem'] });
  expect(byName.breaks).toMatchObject({ verdict: 'failed', failures: [{ test: 'loading' }] });
});
