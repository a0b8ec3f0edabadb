// Clients that are good, and clients with one fault each: the fault is found, and nothing else is accused.

import { expect, test } from 'vitest';
import { checkClient } from '../../src/check/client/check-client.ts';
import { tcpCases } from '../../src/check/client/index.ts';
import { checkRun, leftoversOf, notPassed, sentenceOf } from './check-run.ts';
import { programCommand, programImage } from './programs.ts';

async function check(program: string, patienceMs = 12_000) {
  const run = checkRun();
  const results = await checkClient(
    { image: programImage, command: programCommand(program), env: {}, patienceMs },
    { run, prefix: 'client', rerun: 'again', onChecked: () => {} },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results;
}

test('a good client passes everything, and tells of its attempts itself', async () => {
  const results = await check('good-client', 20_000);
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(tcpCases.length);
  expect(sentenceOf(results, 'reset-in-reply')).toMatch(
    /^after a reset in mid-reply it retried once .*recovered/,
  );
  expect(sentenceOf(results, 'refused')).toMatch(
    /retried 5 times within .* gave up cleanly .*tells of 6 attempts/,
  );
  expect(sentenceOf(results, 'refused-then-up')).toContain('after the fault was lifted');
  const silent = results.find(({ id }) => id === 'client/black-hole');
  expect(silent?.acts[0]?.wire?.signature).toMatchObject({ opened: false });
  expect(silent?.files.some((file) => file.endsWith('.pcap'))).toBe(true);
});

test('a client without time-outs', async () => {
  const results = await check('no-time-out', 6000);
  expect(notPassed(results)).toEqual({
    failed: expect.toSatisfy((names: string[]) => names.toSorted().join() === 'black-hole,silent-server'),
    unsupported: ['closes-between-requests'],
  });
  expect(sentenceOf(results, 'black-hole')).toContain('no connect time-out');
  expect(sentenceOf(results, 'silent-server')).toContain('no read time-out');
});

test('a client that tries again without back-off', async () => {
  const results = await check('no-back-off');
  expect(notPassed(results)).toEqual({
    failed: expect.toSatisfy((names: string[]) => names.toSorted().join() === 'refused,refused-then-up'),
    unsupported: ['closes-between-requests'],
  });
  expect(sentenceOf(results, 'refused')).toMatch(/attempts in one second: no back-off/);
});

test('a client that uses a dead connection again', async () => {
  const results = await check('reuses-dead');
  expect(notPassed(results)).toEqual({ failed: ['closes-between-requests'] });
  expect(sentenceOf(results, 'closes-between-requests')).toMatch(
    /closed \d+ ms before, and got no answer \(exit code 1\)/,
  );
});
