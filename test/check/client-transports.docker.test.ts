// Clients over Unix sockets and UDP, good ones and ones with a fault: the fault is found, and nothing else is accused.

import { expect, test } from 'vitest';
import { checkClient } from '../../src/check/client/check-client.ts';
import type { ClientTransport } from '../../src/check/client/client-program.ts';
import { datagramCases, unixCases } from '../../src/check/client/index.ts';
import { checkRun, leftoversOf, notPassed, sentenceOf } from './check-run.ts';
import { programCommand, programImage } from './programs.ts';

async function check(program: string, transport: ClientTransport, patienceMs = 15_000) {
  const run = checkRun();
  const results = await checkClient(
    { image: programImage, command: programCommand(program), env: {}, patienceMs, transport },
    { run, prefix: 'client', rerun: 'again', onChecked: () => {} },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results;
}

test('a good client of a Unix socket passes everything, judged without packets', async () => {
  const results = await check('good-client', 'unix', 20_000);
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(unixCases.length);
  expect(sentenceOf(results, 'good-server')).toMatch(/^it works: exit code 0 after .*, 1 connection;/);
  expect(sentenceOf(results, 'refused')).toMatch(
    /^refused, it gave up cleanly \(exit code 1\); it tells of 6 /,
  );
  expect(sentenceOf(results, 'end-in-reply')).toMatch(
    /^after an end in mid-reply it retried once .*recovered/,
  );
  expect(sentenceOf(results, 'refused-then-up')).toMatch(/^refused for 2\.5 s, it was connected \d/);
  const files = results.flatMap((result) => result.files);
  expect(files.some((file) => file.endsWith('.pcap'))).toBe(false);
  expect(files.some((file) => /good-server\/.*probe-\d+\.log$/.test(file))).toBe(true);
});

test('a client of a Unix socket without time-outs', async () => {
  const results = await check('no-time-out', 'unix', 6000);
  expect(notPassed(results)).toEqual({ failed: ['silent-server'], unsupported: ['closes-between-requests'] });
});

test('a client that takes half a reply for a whole one', async () => {
  const results = await check('takes-half', 'unix');
  expect(notPassed(results)).toEqual({
    failed: ['end-in-reply'],
    unsupported: ['closes-between-requests'],
  });
  expect(sentenceOf(results, 'end-in-reply')).toContain('it took half a reply for a whole one');
});

test('a good client over UDP passes everything', async () => {
  const results = await check('good-udp-client', 'udp');
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(datagramCases.length);
  expect(sentenceOf(results, 'good-server')).toMatch(/exit code 0 after .*, 2 datagrams/);
  expect(sentenceOf(results, 'refused')).toMatch(/^refused, it sent 5 datagrams within .* gave up cleanly/);
  expect(sentenceOf(results, 'silent-server')).toMatch(
    /it sent 5 datagrams within .* gave up after .* \(exit code 1\)/,
  );
  expect(sentenceOf(results, 'black-hole-lifted')).toMatch(
    /and was answered \d.* after the fault was lifted/,
  );
  const refused = results.find(({ id }) => id === 'client/refused');
  expect(refused?.files.some((file) => file.endsWith('.pcap'))).toBe(true);
});

test('a client over UDP that asks once, and believes whatever comes next', async () => {
  const results = await check('patient-udp-client', 'udp', 6000);
  expect(notPassed(results)).toEqual({
    failed: expect.toSatisfy(
      (names: string[]) => names.toSorted().join() === 'black-hole-lifted,replies-twice,silent-server',
    ),
  });
  expect(sentenceOf(results, 'black-hole-lifted')).toContain('Ask again when no answer comes');
  expect(sentenceOf(results, 'replies-twice')).toContain('by an id');
});
