// Ctrl-C in the middle of a check that would wait for minutes: the process ends as one that was interrupted, what was
// told before stays, and nothing is left in Docker.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Results } from '../../src/evidence/results.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { cleanEnvironment } from '../report/vitest-project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { programCommand, programImage } from './programs.ts';

const minutesMs = 600_000;
const server = { server: programImage, port: 7000, startMs: minutesMs };
const local = {
  ...server,
  command: ['node', '-e', 'require("net").createServer().listen(7000, "127.0.0.1")'],
};
const good = programCommand('good-server');
/** What it says when nothing but an interrupt can end the wait. */
const waits = 'a client waits for ever';
const answersOnce = `
  let count = 0;
  require('node:net').createServer((socket) => {
    socket.on('error', () => {}).resume();
    count += 1;
    if (count === 1) socket.end('+PONG');
    else console.log('${waits}');
  }).listen(7000);
`;
const programs = [
  ['never listens', { ...server, command: ['node', '-e', 'setInterval(() => {}, 1000)'] }],
  ['is never ready', { ...server, command: good, health: ['sleep', '600'] }],
  ['never answers', { ...server, command: good, probe: 'PIN' }],
  [
    'answers once, in the middle of a check',
    { ...server, command: ['node', '-e', answersOnce], probe: 'PING', timeoutMs: minutesMs },
  ],
] as const;

test.each(programs)('of a server that %s', async (_, { command: [node, option, source = ''], ...rest }) => {
  const mark = randomBytes(8).toString('hex');
  const waited = { ...rest, command: [node, option, `/* ${mark} */ ${source}`] };
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'socketbed.yml'), JSON.stringify({ programs: { local, waited } }));
  const main = join(projectDirectory, 'src/cli/main.ts');
  // In a process group of its own, so that Ctrl-C reaches all of it as from a terminal.
  const check = spawn(process.execPath, [main, 'check'], {
    ...{ cwd, detached: true, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const ended = once(check, 'close');
  const { pid, stdout } = check;
  if (pid === undefined || stdout === null) throw new Error('no process');
  onTestFinished(() => {
    if (check.exitCode === null && check.signalCode === null) process.kill(-pid, 'SIGKILL');
  });
  let output = '';
  stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part;
  });
  // The server of the second program runs, and the check is where its wait has no end.
  const docker = await dockerClient();
  const isWaiting = async () => {
    expect(output).toContain('local/server/answers');
    const all = await docker.listContainers();
    const [container] = all.filter(({ Command }) => Command.includes(mark));
    if (container === undefined) throw new Error('it does not run yet');
    const log = await docker.getContainer(container.Id).logs({ stdout: true });
    if (source.includes(waits)) expect(log.toString()).toContain(waits);
  };
  await vi.waitFor(isWaiting, { timeout: 60_000, interval: 200 });
  process.kill(-pid, 'SIGINT');
  expect(await ended).toEqual([130, null]);
  const id = /^results\s+.*results\/([0-9a-f]+)\/results.json$/m.exec(output)?.[1] ?? '';
  const folder = join(projectDirectory, 'results', id);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const results: Results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  expect(results.run.state).toBe('ended');
  expect(results.scenarios.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['local/server/answers', 'failed'],
  ]);
  expect((await runLeftovers(docker, id)).flat()).toEqual([]);
});
