// Clients that a real server answers: through the target it is the same server, and one that is not there is not blamed on
// the client.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkClient } from '../../src/check/client/check-client.ts';
import { upstreamDefaults } from '../../src/check/client/client-program.ts';
import { clientCases } from '../../src/check/client/index.ts';
import type { Run } from '../../src/testbed/run.ts';
import { checkRun, leftoversOf, notPassed, sentenceOf } from './check-run.ts';
import { programCommand, programImage } from './programs.ts';

interface Server {
  readonly command: readonly string[];
  readonly port: number;
  readonly startMs?: number;
}

async function check(client: string, server: Server, run: Run = checkRun()) {
  const upstream = { ...upstreamDefaults, ...server, image: programImage, env: {} };
  const results = await checkClient(
    { image: programImage, command: programCommand(client), env: {}, patienceMs: 20_000, upstream },
    { run, prefix: 'client', rerun: 'again', onChecked: () => {} },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results;
}

const node = (source: string): string[] => ['node', '-e', source];

test('a good client passes everything with a server on the very port of the target', async () => {
  const run = checkRun();
  const results = await check('good-client', { command: programCommand('good-server'), port: 7000 }, run);
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(clientCases.length);
  // The target's own connections to the server are not counted as the client's.
  expect(sentenceOf(results, 'good-server')).toMatch(/exit code 0 after .*, 1 connection;/);
  expect(sentenceOf(results, 'reset-in-reply')).toMatch(/it retried once .*recovered/);
  expect(sentenceOf(results, 'closes-between-requests')).toContain('it notices');
  const files = results.find(({ id }) => id === 'client/good-server')?.files ?? [];
  const log = files.find((file) => /client-\d+\.log$/.test(file)) ?? '';
  // The server's answer to what it does not know, and no echo.
  expect(readFileSync(join(run.directory, log), 'utf8')).toContain('"reply":"-ERR');
  expect(files.some((file) => /upstream-1\.log$/.test(file))).toBe(true);
});

test('a server that speaks first', async () => {
  const results = await check('waits-for-greeting', {
    command: programCommand('greets-first'),
    port: 2525,
  });
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(clientCases.length);
  expect(sentenceOf(results, 'closes-between-requests')).toContain('it notices');
  expect(sentenceOf(results, 'silent-server')).toMatch(/gave up after .* \(exit code 1\)/);
});

test.each([
  [
    'ends at once',
    { command: node('throw new Error("DATABASE_URL is required")'), port: 7000 },
    /^not told: the upstream ended with exit code 1 before it listened; .*--upstream-env DATABASE_URL=/,
  ],
  [
    'never listens',
    { command: node('setInterval(() => {}, 1000); console.log("working")'), port: 7000, startMs: 3000 },
    /^not told: the upstream runs, but listened on no TCP port within 3 s; it said last “working” → .*--start-ms/,
  ],
  [
    'listens on another port',
    { command: node('require("net").createServer().listen(7001, "0.0.0.0")'), port: 7000 },
    /^not told: .* not listen on port 7000 but on 0\.0\.0\.0:7001 → Name its port: --upstream-port 7001/,
  ],
  [
    'listens only on localhost',
    { command: node('require("net").createServer().listen(7000, "127.0.0.1")'), port: 7000 },
    /^not told: the upstream listens only on localhost \(127\.0\.0\.1:7000\) → /,
  ],
  [
    'cannot be started',
    { command: ['no-such-program'], port: 7000 },
    /^not told: of the upstream, Docker cannot start it: the image has no `no-such-program` → /,
  ],
  [
    'ends when it is asked',
    {
      command: node(
        'require("net").createServer((socket) => socket.on("data", () => process.exit(7))).listen(7000)',
      ),
      port: 7000,
    },
    /^not told: the upstream ended with exit code 7 meanwhile → Check the upstream itself/,
  ],
])('an upstream that %s', async (_, server, sentence) => {
  const results = await check('good-client', server);
  expect(notPassed(results)).toEqual({ unknown: ['good-server'] });
  expect(sentenceOf(results, 'good-server')).toMatch(sentence);
  expect(results).toHaveLength(1);
});
