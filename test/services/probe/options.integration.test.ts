// Socket options: that each reaches the kernel, by what it does where that can be seen, else by what the kernel says.

import { expect, test } from 'vitest';
import { applyOptions } from '../../../services/probe/options.ts';
import * as kernel from '../../../services/probe/syscalls.ts';
import type { SocketOptions } from '../../../src/protocol/probe.ts';
import { Driver, sharedDriver, smallBuffers } from './driver.ts';

const probe = sharedDriver();

const [tcp, ip, v6] = [6, 0, 41];
const options: readonly (readonly [SocketOptions, level: number, name: number, value: number])[] = [
  [{ noDelay: true }, tcp, 1, 1],
  [{ keepAlive: { idleSeconds: 7, intervalSeconds: 8, count: 3 } }, kernel.SOL_SOCKET, 9, 1],
  [{ keepAlive: { idleSeconds: 7, intervalSeconds: 8, count: 3 } }, tcp, 4, 7],
  [{ keepAlive: { idleSeconds: 7, intervalSeconds: 8, count: 3 } }, tcp, 5, 8],
  [{ keepAlive: { idleSeconds: 7, intervalSeconds: 8, count: 3 } }, tcp, 6, 3],
  [{ lingerSeconds: 5 }, kernel.SOL_SOCKET, 13, 1],
  [{ receiveBufferBytes: 5000 }, kernel.SOL_SOCKET, 8, 10_000],
  [{ sendBufferBytes: 6000 }, kernel.SOL_SOCKET, 7, 12_000],
  [{ userTimeoutMs: 1234 }, tcp, 18, 1234],
  [{ reuseAddress: true }, kernel.SOL_SOCKET, 2, 1],
  [{ reusePort: true }, kernel.SOL_SOCKET, 15, 1],
  [{ broadcast: true }, kernel.SOL_SOCKET, 6, 1],
  [{ receiveErrors: true }, ip, 11, 1],
  [{ dontFragment: true }, ip, 10, 2],
];

test.each(options)('%j is set, and is not without', (wanted, level, name, value) => {
  const read = (each: SocketOptions): number => {
    const fd = kernel.socket(kernel.AF_INET, kernel.SOCK_STREAM);
    try {
      applyOptions(fd, kernel.AF_INET, each);
      return kernel.option32(fd, level, name);
    } finally {
      kernel.close(fd);
    }
  };
  expect(read(wanted)).toBe(value);
  expect(read({})).not.toBe(value);
});

test('receiveErrors has a number of its own for IPv6', () => {
  const fd = kernel.socket(kernel.AF_INET6, kernel.SOCK_DGRAM);
  applyOptions(fd, kernel.AF_INET6, { receiveErrors: true });
  expect(kernel.option32(fd, v6, 25)).toBe(1);
  kernel.close(fd);
});

test('an option that the transport does not have is a failure of setsockopt', async () => {
  expect(await probe().socket('udp', { noDelay: true }).bind({ host: '127.0.0.1', port: 0 })).toMatchObject({
    ...{ code: 'ENOPROTOOPT', syscall: 'setsockopt' },
  });
});

test('with linger 0 a close is a reset', async () => {
  const { client, server } = await probe().pair('tcp', { lingerSeconds: 0 });
  await client.close();
  expect(await server.receive()).toMatchObject({ kind: 'reset', code: 'ECONNRESET' });
});

test('with a linger time a close waits for unsent bytes, and the probe goes on meanwhile', async () => {
  const { client, server } = await probe().pair('tcp', { lingerSeconds: 1, ...smallBuffers });
  expect(await client.send(Buffer.alloc(1_000_000), { timeoutMs: 50 })).toMatchObject({ kind: 'timeout' });
  let isClosed = false;
  const closing = client.close().finally(() => {
    isClosed = true;
  });
  await server.receive({ peek: true });
  expect(isClosed).toBe(false);
  const outcome = await closing;
  expect(outcome).toMatchObject({ kind: 'done' });
  expect(outcome.durationMs).toBeGreaterThan(900);
});

test('closeAll does not wait for a linger time', async () => {
  const { client } = await probe().pair('tcp', { lingerSeconds: 60, ...smallBuffers });
  expect(await client.send(Buffer.alloc(1_000_000), { timeoutMs: 50 })).toMatchObject({ kind: 'timeout' });
  expect(await probe().closeAll()).toBe(3);
});

test('closes that linger hold up neither look-ups nor the end', async () => {
  // A server of another process, for that of the probe would end with it, and the lingering too.
  await using reader = await Driver.start();
  const { at } = await reader.server('tcp', smallBuffers);
  await using driver = await Driver.start();
  const closing: Promise<unknown>[] = [];
  for (let count = 0; count < 8; count += 1) {
    const client = driver.socket('tcp', { lingerSeconds: 60, ...smallBuffers });
    expect(await client.connect(at)).toMatchObject({ kind: 'connected' });
    expect(await client.send(Buffer.alloc(1_000_000), { timeoutMs: 50 })).toMatchObject({ kind: 'timeout' });
    closing.push(client.close().catch(() => {}));
  }
  const to = { host: 'localhost', port: 'port' in at ? at.port : 0 };
  expect(await driver.socket('tcp', { family: 4 }).connect(to, 5000)).toMatchObject({ kind: 'connected' });
  driver.child.stdin.end();
  expect(await driver.ended).toEqual({ code: 0, signal: null });
  await Promise.all(closing);
});

test('small buffers take fewer bytes', async () => {
  const taken = async (options: SocketOptions): Promise<number> => {
    const { client } = await probe().pair('tcp', options);
    const outcome = await client.send(Buffer.alloc(3_000_000), { timeoutMs: 100 });
    return outcome.kind === 'timeout' ? (outcome.bytes ?? 0) : Number.POSITIVE_INFINITY;
  };
  const small = await taken(smallBuffers);
  expect(small).toBeGreaterThan(0);
  expect(small).toBeLessThan(200_000);
  expect(await taken({})).toBeGreaterThan(2 * small);
});

test('two may bind one TCP port unless they are told not to; to listen there both must share it', async () => {
  const first = await probe().server('tcp');
  const clashing = probe().socket('tcp', { reusePort: true });
  expect(await clashing.bind(first.at)).toMatchObject({ kind: 'inUse' });
  const sharing = await probe().server('tcp', { reusePort: true });
  const other = probe().socket('tcp', { reusePort: true });
  expect(await other.bind(sharing.at)).toMatchObject({ kind: 'bound' });
  expect(await other.listen()).toMatchObject({ kind: 'listening' });
});

test.each([
  [true, 'bound'],
  [undefined, 'bound'],
  [false, 'inUse'],
])('a port with a connection in TIME_WAIT, reuseAddress %s: %s', async (reuseAddress, kind) => {
  const { client, server, listener } = await probe().pair('tcp');
  const ends = await server.shutdown('send');
  const local = ends.kind === 'done' ? ends.local : '';
  await listener.close();
  await client.close();
  // It ended first, so it is the one in TIME_WAIT.
  await server.receive();
  await server.close();
  const next = probe().socket('tcp', reuseAddress === undefined ? {} : { reuseAddress });
  expect(await next.bind({ host: '127.0.0.1', port: Number(local.split(':')[1]) })).toMatchObject({ kind });
});

test('the family decides what a socket is made for', async () => {
  const v4 = { host: '127.0.0.1', port: 1 };
  expect(await probe().socket('udp', { family: 6 }).bind(v4)).toMatchObject({
    syscall: 'bind',
    kind: 'failed',
  });
  const any = await probe().socket('tcp', { family: 6 }).bind({ host: '::', port: 0 });
  expect(any).toMatchObject({ kind: 'bound', local: expect.stringMatching(/^\[::\]:\d+$/) });
});
