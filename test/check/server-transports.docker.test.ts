// Servers on Unix sockets and on UDP, good ones and ones with one fault each: the fault is found, and nothing else is
// accused.

import { expect, test } from 'vitest';
import { checkServer } from '../../src/check/server/check-server.ts';
import { udpServerChecks, unixServerChecks } from '../../src/check/server/index.ts';
import { type ServerParts, type ServerPlace, serverDefaults } from '../../src/check/server/server-program.ts';
import { checkRun, leftoversOf, notPassed, sentenceOf } from './check-run.ts';
import { perlCommand, programCommand, programImage } from './programs.ts';

async function check(program: string | string[], place: ServerPlace, more: Partial<ServerParts> = {}) {
  const run = checkRun();
  const results = await checkServer(
    {
      ...serverDefaults,
      image: programImage,
      command: typeof program === 'string' ? programCommand(program) : program,
      env: {},
      talk: { probe: Buffer.from('PING\r\n'), expect: Buffer.from('+PONG\r\n') },
      ...place,
      ...more,
    },
    { run, prefix: 'server', rerun: 'again', onChecked: () => {} },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results;
}

const unix = { transport: 'unix', path: '/run/app/app.sock' } as const;
const udp = { transport: 'udp', port: 7000 } as const;

test('a good server on a Unix socket passes everything, and no packets are kept', async () => {
  const results = await check('good-unix-server', unix, { env: { IDLE_MS: '5000' }, idleTimeoutMs: 5000 });
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(unixServerChecks.length + 1);
  expect(results.flatMap(({ files }) => files).some((file) => file.endsWith('.pcap'))).toBe(false);
  expect(sentenceOf(results, 'answers')).toContain('Clients of another user get EACCES at /run/app/app.sock');
  expect(sentenceOf(results, 'sockets-return')).toMatch(/^40 clients came and went, and none/);
  expect(sentenceOf(results, 'unread-replies')).toMatch(/^15 clients closed right after the request, in mid/);
});

test('a Unix server that runs as another user, and lets everybody connect', async () => {
  const results = await check('good-unix-server', unix, { env: { RUN_AS: '1000', FOR_ALL: '1' } });
  expect(notPassed(results)).toEqual({});
  expect(sentenceOf(results, 'answers')).not.toContain('EACCES');
});

test('a Unix server that leaks its sockets', async () => {
  const results = await check('leaks-unix-sockets', unix);
  expect(notPassed(results)).toEqual({ failed: ['sockets-return'], unknown: ['few-descriptors'] });
  expect(sentenceOf(results, 'sockets-return')).toMatch(/^40 of 40 sockets are left .*40 in ESTABLISHED/);
});

test('a Unix server that dies of ECONNRESET and EPIPE', async () => {
  const results = await check('dies-on-unix-reset', unix);
  expect(notPassed(results)).toEqual({ failed: ['unread-replies'] });
  expect(sentenceOf(results, 'unread-replies')).toMatch(
    /in mid-reply it ended with exit code 1 .*ECONNRESET/,
  );
});

test('a Unix server that cannot bind again', async () => {
  const results = await check('keeps-unix-path', unix);
  expect(notPassed(results)).toEqual({ failed: ['restart'] });
  expect(sentenceOf(results, 'restart')).toMatch(/EADDRINUSE.* → The file of its socket is still there/);
});

test('a good server on UDP passes everything', async () => {
  const results = await check('good-udp-server', udp);
  expect(notPassed(results)).toEqual({});
  expect(results).toHaveLength(udpServerChecks.length + 1);
  expect(sentenceOf(results, 'every-request')).toMatch(
    /^200 requests, one after the other, are all answered/,
  );
  expect(sentenceOf(results, 'reply-address')).toContain('bind a socket to each, or use IP_PKTINFO');
  expect(sentenceOf(results, 'stop')).toContain('all 3 requests that had arrived before are answered');
  const gone = results.find(({ id }) => id === 'server/gone-clients');
  expect(gone?.acts[1]?.wire?.events.join()).toMatch(/ICMP/);
});

test('a UDP server that dies of an empty datagram', async () => {
  const results = await check('dies-on-empty-datagram', udp);
  expect(notPassed(results)).toEqual({ failed: ['strange-datagrams'] });
  expect(sentenceOf(results, 'strange-datagrams')).toMatch(
    /^after an empty datagram it ended with exit code 1 \(“RangeError[^;]*\) → Check the length/,
  );
});

test('a UDP server that remembers its clients for ever', async () => {
  const results = await check('remembers-udp-clients', udp);
  expect(notPassed(results)).toEqual({ failed: ['memory-returns'] });
});

test('a UDP server that a flood keeps from everybody else', async () => {
  const results = await check('slow-udp-server', udp);
  expect(notPassed(results)).toEqual({ failed: ['flood'] });
  expect(sentenceOf(results, 'flood')).toMatch(
    /^during a flood of 2000 requests a good client asked \d+ times, and/,
  );
});

test('a UDP server that does not answer every request', async () => {
  const results = await check('tires-of-clients', udp, { timeoutMs: 2000 });
  expect(notPassed(results)).toEqual({ failed: ['every-request'] });
  expect(sentenceOf(results, 'every-request')).toMatch(
    /^of 53 requests, one after the other, 3 got no right reply/,
  );
});

test('a UDP server that dies of ICMP', async () => {
  const results = await check(perlCommand('dies-on-icmp'), udp);
  expect(notPassed(results)).toEqual({ failed: ['gone-clients'] });
  expect(sentenceOf(results, 'gone-clients')).toMatch(
    /: it ended with exit code \d+ \(“recv: Connection refused”/,
  );
});

test('a UDP server that replies from another port is never heard by a good client', async () => {
  const results = await check('replies-elsewhere', udp, { startMs: 8000 });
  expect(notPassed(results)).toEqual({ failed: ['answers'] });
  expect(sentenceOf(results, 'answers')).toMatch(
    /^asked at [\d.]+:7000, it replies from [\d.]+:7001: clients/,
  );
});
