// Clients that a real server answers: through the target it is the same server, and one that is not there is not blamed on
// the client.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckedResult } from '../../src/check/checked.ts';
import { checkClient } from '../../src/check/client/check-client.ts';
import { upstreamDefaults } from '../../src/check/client/client-program.ts';
import { tcpCases } from '../../src/check/client/index.ts';
import type { Run } from '../../src/testbed/run.ts';
import { checkRun, leftoversOf, notPassed, sentenceOf } from './check-run.ts';
import { programCommand, programImage } from './programs.ts';

interface Server {
  readonly command: readonly string[];
  readonly port: number;
  readonly startMs?: number;
}

interface Choice {
  readonly run?: Run;
  readonly cases?: readonly string[];
}

async function check(
  command: readonly string[],
  server: Server,
  { run = checkRun(), ...cases }: Choice = {},
): Promise<readonly CheckedResult[]> {
  const upstream = { ...upstreamDefaults, ...server, image: programImage, env: {} };
  const results = await checkClient(
    { image: programImage, command, env: {}, patienceMs: 20_000, upstream },
    { run, prefix: 'client', rerun: 'again', onChecked: () => {}, ...cases },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results;
}

/** What the client said in a case. */
function logOf(run: Run, results: readonly CheckedResult[], name: string): string {
  const files = results.find(({ id }) => id === `client/${name}`)?.files ?? [];
  const log = files.find((file) => /client-\d+\.log$/.test(file)) ?? '';
  return readFileSync(join(run.directory, log), 'utf8');
}

const node = (source: string): string[] => ['node', '-e', source];

test('a good client passes everything with a server on the very port of the target', async () => {
  const run = checkRun();
  const server = { command: programCommand('good-server'), port: 7000 };
  const results = await check(programCommand('good-client'), server, { run });
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(tcpCases.length);
  // The target's own connections to the server are not counted as the client's.
  expect(sentenceOf(results, 'good-server')).toMatch(/exit code 0 after .*, 1 connection;/);
  expect(sentenceOf(results, 'reset-in-reply')).toMatch(/it retried once .*recovered/);
  expect(sentenceOf(results, 'closes-between-requests')).toContain('it notices');
  // The server's answer to what it does not know, and no echo.
  expect(logOf(run, results, 'good-server')).toContain('"reply":"-ERR');
  const files = results.find(({ id }) => id === 'client/good-server')?.files ?? [];
  expect(files.some((file) => /upstream-1\.log$/.test(file))).toBe(true);
});

test('a server that speaks first', async () => {
  const server = { command: programCommand('greets-first'), port: 2525 };
  const results = await check(programCommand('waits-for-greeting'), server);
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(tcpCases.length);
  expect(sentenceOf(results, 'closes-between-requests')).toContain('it notices');
  expect(sentenceOf(results, 'silent-server')).toMatch(/gave up after .* \(exit code 1\)/);
});

test('half of a reply is half of the first one that can be cut', async () => {
  const server = `require('net').createServer((socket) => {
    socket.on('error', () => {}).on('data', (data) => socket.write(data.length === 1 ? 'N' : 'abcdef'));
  }).listen(7000)`;
  const client = `
    const [host, port] = process.env.SOCKETBED_TARGET.split(':');
    let got = '';
    const end = (code) => { console.log('it got ' + got); process.exit(code); };
    const socket = require('net').connect({ host, port });
    socket.on('error', () => end(1)).on('data', (data) => {
      got += data;
      if (got === 'N') socket.write('??');
      if (got === 'Nabcdef') end(0);
    });
    socket.write('?');
  `;
  const run = checkRun();
  const results = await check(
    node(client),
    { command: node(server), port: 7000 },
    { run, cases: ['reset-in-reply'] },
  );
  expect(notPassed(results)).toEqual({});
  expect(sentenceOf(results, 'reset-in-reply')).toContain('failed cleanly (exit code 1)');
  expect(logOf(run, results, 'reset-in-reply')).toContain('it got Nabc\n');
});

test('a client that leaves no connection quiet has none that could be closed between requests', async () => {
  const client = `
    const [host, port] = process.env.SOCKETBED_TARGET.split(':');
    const socket = require('net').connect({ host, port });
    let replies = 0;
    socket.on('data', () => {
      replies += 1;
      if (replies === 3) process.exit(0);
      socket.write('PING\\n');
    });
    socket.write('PING\\n');
  `;
  const server = { command: programCommand('good-server'), port: 7000 };
  const results = await check(node(client), server, { cases: ['closes-between-requests'] });
  expect(notPassed(results)).toEqual({ unsupported: ['closes-between-requests'] });
  expect(sentenceOf(results, 'closes-between-requests')).toContain('no connection that was quiet for 250 ms');
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
  const results = await check(programCommand('good-client'), server);
  expect(notPassed(results)).toEqual({ unknown: ['good-server'] });
  expect(sentenceOf(results, 'good-server')).toMatch(sentence);
  expect(results).toHaveLength(1);
});
