// Wrong usage of `run --matrix` is told before Docker is asked for anything.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChild } from '../../src/testbed/engine/child.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const main = join(projectDirectory, 'src/cli/main.ts');

function run(...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SOCKETBED_CACHE: temporaryDirectory(),
    DOCKER_HOST: 'unix:///socketbed-test/nobody.sock',
  };
  return runChild(process.execPath, [main, 'run', ...args], { env });
}

test.each([
  ['a row that is not there', ['--matrix', 'closed-prt'], 'Did you mean refused/closed-port'],
  ['an implementation that is not there', ['--matrix', 'python-sockets'], 'Did you mean python-socket'],
  [
    'a scenario in place of a row',
    ['--matrix', 'tcp/refused'],
    'neither a row nor an implementation tcp/refused',
  ],
  ['a page of nothing', ['--markdown'], 'Add --matrix'],
  ['a seed', ['--matrix', '--seed', '7'], 'nothing in the matrix is random'],
  ['containers to be kept', ['--matrix', '--keep'], 'the matrix keeps no containers'],
])('%s', async (_name, args, said) => {
  const { exitCode, stdout, stderr } = await run(...args);
  expect(stderr).toMatch(/^error \[USAGE\]: /);
  expect(stderr).toContain(said);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('two forms at a time: the error is the document', async () => {
  const { exitCode, stdout, stderr } = await run('--matrix', '--json', '--markdown');
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ error: { message: 'one form at a time is printed' } });
});
