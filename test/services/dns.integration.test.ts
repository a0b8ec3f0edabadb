// The name server as a process, asked by Node's own resolver (c-ares), which knows nothing of it.

import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Program } from './program.ts';

let program: Program;
let port = 0;
beforeAll(async () => {
  // Both transports on one port, as resolvers want it: a free one of UDP is nearly always free for TCP.
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  ({ port } = socket.address());
  socket.close();
  program = Program.node(['services/dns.ts'], {
    ...{ HOST: '127.0.0.1', PORT: String(port), ADDRESSES: '10.0.0.1,fd00::1' },
  });
  await program.line(/"transport":"tcp"/);
});
afterAll(() => program[Symbol.asyncDispose]());

function resolver(timeoutMs = 5000): Resolver {
  const asking = new Resolver({ timeout: timeoutMs, tries: 1 });
  asking.setServers([`127.0.0.1:${port}`]);
  return asking;
}

test('two ready lines, the first of them first and exact', () => {
  const ready = (transport: string) =>
    `{"event":"ready","service":"dns","transport":"${transport}","address":"127.0.0.1","port":${port}}`;
  expect(program.lines.slice(0, 2)).toEqual([ready('udp'), ready('tcp')]);
});

test('addresses of both families, from the name and from the environment', async () => {
  const asking = resolver();
  expect(await asking.resolve4('172.18.0.5.good.test')).toEqual(['172.18.0.5']);
  expect(await asking.resolve6('fd00-1--5.172.18.0.5.good.test')).toEqual(['fd00:1::5']);
  expect(await asking.resolve4('good.test')).toEqual(['10.0.0.1']);
  expect(await asking.resolve6('good.test')).toEqual(['fd00::1']);
  await program.line(/"event":"question".*"name":"good\.test","type":28/);
});

test.each([
  ['nxdomain', 'ENOTFOUND'],
  ['empty', 'ENODATA'],
  ['formerr', 'EFORMERR'],
  ['servfail', 'ESERVFAIL'],
  ['refused', 'EREFUSED'],
  ['notimp', 'ENOTIMP'],
])('%s is %s', async (name, code) => {
  await expect(resolver().resolve4(`172.18.0.5.${name}.test`)).rejects.toMatchObject({ code });
});

test('silence is a timeout, a late answer comes late', async () => {
  await expect(resolver(100).resolve4('silent.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  const startedAt = performance.now();
  expect(await resolver().resolve4('172.18.0.5.slow-200.test')).toEqual(['172.18.0.5']);
  expect(performance.now() - startedAt).toBeGreaterThan(190);
});

test('what is cut short over UDP is whole over TCP, or never', async () => {
  expect(await resolver().resolve4('172.18.0.5.truncated.test')).toEqual(['172.18.0.5']);
  await program.line(/"transport":"tcp".*truncated/);
  const cutOff = resolver(500).resolve4('172.18.0.5.truncated-over-tcp-too.test');
  await expect(cutOff).rejects.toThrow();
  await program.line(/"transport":"tcp".*truncated-over-tcp-too/);
});

test('nonsense has the id of the question', async () => {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.close();
  });
  await once(socket, 'connect');
  socket.send(Buffer.from('0007010000010000000000000767617262616765047465737400000100' + '01', 'hex'));
  const [answer]: Buffer[] = await once(socket, 'message');
  expect(answer?.toString('hex')).toBe(`0007${'ff'.repeat(38)}`);
});

test('what is no question is not answered, and does no harm', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(Buffer.from('000568656c6c6f', 'hex'));
  await once(socket, 'end');
  expect(await resolver().resolve4('good.test')).toEqual(['10.0.0.1']);
  expect(program.stderr).toBe('');
});

test('a wrong address in the environment is one line, and exit code 2', async () => {
  await using wrong = Program.node(['services/dns.ts'], { PORT: '0', ADDRESSES: '10.0.0.1,good' });
  expect(await wrong.ended).toEqual({ code: 2, signal: null });
  expect(wrong.stderr).toMatch(/^ADDRESSES has "good": expected addresses.*\n$/);
});
