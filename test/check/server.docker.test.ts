// Servers that are good, and servers with one fault each: the fault is found, and nothing else is accused.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkServer } from '../../src/check/server/check-server.ts';
import { serverChecks } from '../../src/check/server/index.ts';
import { type ServerParts, serverDefaults } from '../../src/check/server/server-program.ts';
import { readPcap } from '../../src/evidence/pcap.ts';
import { checkRun, leftoversOf, notPassed, sentenceOf } from './check-run.ts';
import { programCommand, programImage } from './programs.ts';

async function check(program: string, more: Partial<ServerParts> = {}) {
  const run = checkRun();
  const results = await checkServer(
    {
      ...serverDefaults,
      image: programImage,
      command: programCommand(program),
      env: {},
      port: 7000,
      talk: { probe: Buffer.from('PING\r\n'), expect: Buffer.from('+PONG\r\n') },
      ...more,
    },
    { run, prefix: 'server', rerun: 'again', onChecked: () => {} },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return { results, run };
}

test('a good server passes everything, and its evidence is kept', async () => {
  const { results, run } = await check('good-server', { env: { IDLE_MS: '5000' }, idleTimeoutMs: 5000 });
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(serverChecks.length + 1);
  const resets = results.find(({ id }) => id === 'server/resets');
  expect(resets).toMatchObject({
    acts: [{ act: 'control' }, { act: 'fault', injections: expect.anything() }, { act: 'lifted' }],
  });
  expect(resets?.acts[1]?.wire?.events.join()).toContain('RST from client');
  const pcap = resets?.files.find((file) => file.endsWith('.pcap')) ?? '';
  expect(readPcap(readFileSync(join(run.directory, pcap))).records.length).toBeGreaterThan(50);
});

test('without words, what is checked is that connections are taken, and the answer says so', async () => {
  const { results } = await check('good-server', { talk: {} });
  expect(notPassed(results)).toEqual({});
  expect(sentenceOf(results, 'answers')).toContain('it takes connections; give --probe and --expect');
});

test('a server that leaks sockets', async () => {
  const { results } = await check('leaks-sockets');
  expect(notPassed(results)).toEqual({ failed: ['sockets-return'], unknown: ['few-descriptors'] });
  expect(sentenceOf(results, 'sockets-return')).toMatch(/^40 of 40 sockets are left .*40 in CLOSE-WAIT/);
});

test('a server that leaks memory', async () => {
  const { results } = await check('leaks-memory');
  expect(notPassed(results)).toEqual({ failed: ['memory-returns'] });
});

test('a server that one silent client blocks', async () => {
  const { results } = await check('serial-server');
  expect(notPassed(results)).toEqual({
    failed: ['silent-clients'],
    unknown: ['byte-by-byte', 'vanished-clients', 'many-connections', 'few-descriptors'],
  });
});

test('a server that dies on a reset', async () => {
  const { results } = await check('dies-on-reset');
  expect(notPassed(results)).toEqual({ failed: ['resets'] });
  expect(sentenceOf(results, 'resets')).toContain('right after connect it ended with exit code 1');
  expect(sentenceOf(results, 'resets')).toContain('ECONNRESET');
});

test('a server that breaks its promises: idle clients stay, its stop signal is ignored', async () => {
  const { results } = await check('ignores-signals', { idleTimeoutMs: 1000, graceMs: 3000 });
  expect(notPassed(results)).toEqual({ failed: ['idle-time-out', 'stop'] });
  expect(sentenceOf(results, 'stop')).toContain('had not ended 3 s after SIGTERM');
});

test('a server that takes what one read gives for a request, and drops what has arrived when it is stopped', async () => {
  const { results } = await check('reads-once');
  expect(notPassed(results)).toEqual({ failed: ['byte-by-byte', 'stop'] });
});
