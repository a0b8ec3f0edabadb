// What `check` says of a command line, or a file, that it cannot understand. Needs no Docker.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChild } from '../../src/testbed/engine/child.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const main = join(projectDirectory, 'src/cli/main.ts');

function check(args: readonly string[], cwd = temporaryDirectory()) {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SOCKETBED_CACHE: temporaryDirectory() };
  return runChild(process.execPath, [main, 'check', ...args], { env, cwd });
}

test.each([
  ['nothing', [], 'USAGE', 'what to check is not said'],
  ['two images', ['--server', 'a', '--client', 'b', '--port', '1'], 'USAGE', 'one image at a time'],
  ['a server without its port', ['--server', 'a'], 'USAGE', 'Add --port PORT'],
  ['a client with a grace', ['--client', 'a', '--grace-ms', '9'], 'USAGE', 'Leave --grace-ms out'],
  [
    'a server with an upstream',
    ['--server', 'a', '--port', '1', '--upstream', 'b'],
    'USAGE',
    '--upstream means',
  ],
  [
    'an upstream over UDP',
    ['--client', 'a', '--transport', 'udp', '--upstream', 'b', '--upstream-port', '1'],
    'USAGE',
    'an upstream is reached over TCP',
  ],
  [
    'an upstream that is not named',
    ['--client', 'a', '--upstream-port', '1'],
    'USAGE',
    'no --upstream is named',
  ],
  ['a file and a port', ['--file', 'a.yml', '--port', '1'], 'USAGE', 'a.yml says it for each program'],
  ['a port that there is not', ['--server', 'a', '--port', '65536'], 'USAGE', 'from 1 to 65535'],
  ['a transport that there is not', ['--server', 'a', '--transport', 'sctp'], 'USAGE', 'tcp, unix, udp'],
  [
    'a Unix socket without its path',
    ['--server', 'a', '--transport', 'unix'],
    'USAGE',
    'Add --path PATH, such as',
  ],
  [
    'a path that is not absolute',
    ['--server', 'a', '--transport', 'unix', '--path', 'a.sock'],
    'USAGE',
    'Give it from / on',
  ],
  [
    'a Unix socket with a port',
    ['--server', 'a', '--transport', 'unix', '--port', '1'],
    'USAGE',
    'Give --path PATH in its place',
  ],
  [
    'a path without its transport',
    ['--server', 'a', '--port', '1', '--path', '/run/a/a.sock'],
    'USAGE',
    'Add --transport unix',
  ],
  [
    'UDP without words',
    ['--server', 'a', '--transport', 'udp', '--port', '1'],
    'USAGE',
    'Add --probe TEXT: without connections',
  ],
  [
    'a quote in a health command',
    ['--server', 'a', '--port', '1', '--health', "sh -c 'x"],
    'OPTION_INVALID',
    'every quote',
  ],
  ['a variable without a value', ['--client', 'a', '--env', 'A'], 'USAGE', 'NAME=VALUE'],
  ['an escape', ['--server', 'a', '--port', '1', '--probe', '\\q'], 'OPTION_INVALID', '\\xNN'],
  ['a quote', ['--client', 'a', '--command', "sh -c 'x"], 'OPTION_INVALID', 'every quote'],
  ['a file that is not there', ['--file', 'no.yml'], 'USAGE', 'cannot read no.yml'],
  ['a file and an image', ['--file', 'no.yml', '--client', 'a'], 'USAGE', 'Name one of them'],
])('%s', async (_name, args, code, said) => {
  const { exitCode, stdout, stderr } = await check(args);
  expect(stderr).toContain(`error [${code}]: `);
  expect(stderr).toContain(said);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
});

test('socketbed.yml is taken where it lies, and its mistake told with its line', async () => {
  const cwd = temporaryDirectory();
  writeFileSync(
    join(cwd, 'socketbed.yml'),
    'programs:\n  web:\n    server: nginx\n    prot: 80\n    port: 80\n',
  );
  const { exitCode, stderr } = await check([], cwd);
  expect(stderr).toContain('socketbed.yml:4: programs.web.prot: is not known here');
  expect(exitCode).toBe(2);
});

test('--schema is one JSON document', async () => {
  const { exitCode, stdout, stderr } = await check(['--schema']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ title: 'socketbed.yml', type: 'object' });
});
