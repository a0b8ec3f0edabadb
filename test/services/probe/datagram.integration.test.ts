// Datagrams: where they come from, how long they are, and how sending them fails.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ProbeAddress } from '../../../src/protocol/probe.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { base64, received, sharedDriver, type TestSocket } from './driver.ts';

const probe = sharedDriver();

interface Bound {
  readonly socket: TestSocket;
  readonly at: ProbeAddress;
  /** As `from` names it. */
  readonly name: string;
}

const kinds = ['udp', 'udp over IPv6', 'unix-datagram', 'unix-datagram with an abstract name'] as const;
let names = 0;

async function bound(kind: (typeof kinds)[number]): Promise<Bound> {
  names += 1;
  if (kind === 'udp' || kind === 'udp over IPv6') {
    const host = kind === 'udp' ? '127.0.0.1' : '::1';
    const { socket, at } = await probe().server('udp', { host });
    const port = 'port' in at ? at.port : 0;
    return { socket, at, name: kind === 'udp' ? `${host}:${port}` : `[${host}]:${port}` };
  }
  const name = `probe-test-${process.pid}-${names}`;
  const path = kind === 'unix-datagram' ? join(temporaryDirectory(), 's') : `\0${name}`;
  const { socket, at } = await probe().server('unix-datagram', { path });
  return { socket, at, name: kind === 'unix-datagram' ? path : `@${name}` };
}

describe.each(kinds)('%s', (kind) => {
  test('a datagram says where it came from, and an answer goes there', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    expect(await client.socket.send('hello', { to: server.at })).toMatchObject({ kind: 'sent', bytes: 5 });
    expect(await server.socket.receive()).toMatchObject({
      ...received('hello'),
      from: client.name,
      truncated: false,
    });
    await server.socket.send('HELLO', { to: client.at });
    expect(await client.socket.receive()).toMatchObject({ ...received('HELLO'), from: server.name });
  });

  test('connected, it needs no address', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    expect(await client.socket.connect(server.at)).toMatchObject({
      ...{ kind: 'connected', local: client.name, peer: server.name },
    });
    expect(await client.socket.send('hello')).toMatchObject({ kind: 'sent', bytes: 5 });
    expect(await server.socket.receive()).toMatchObject({ ...received('hello'), from: client.name });
  });

  test('an empty datagram is one, and not an end', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    const receiving = server.socket.receive();
    expect(await client.socket.send('', { to: server.at })).toMatchObject({ kind: 'sent', bytes: 0 });
    expect(await receiving).toMatchObject({ ...received(''), from: client.name, truncated: false });
  });

  test('one is received at a time, whatever is asked for; what is too long is cut and says so', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    for (const text of ['abcdef', 'ghi', 'jkl']) await client.socket.send(text, { to: server.at });
    expect(await server.socket.receive({ bytesMax: 4 })).toMatchObject({
      ...received('abcd'),
      truncated: true,
    });
    expect(await server.socket.receive({ bytes: 6 })).toMatchObject({ ...received('ghi'), truncated: false });
    expect(await server.socket.receive({ bytesMax: 3 })).toMatchObject({
      ...received('jkl'),
      truncated: false,
    });
  });

  test('a peek leaves it there', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    const peeking = server.socket.receive({ peek: true, bytesMax: 2 });
    await client.socket.send('abc', { to: server.at });
    expect(await peeking).toMatchObject({ ...received('ab'), truncated: true, from: client.name });
    expect(await server.socket.receive()).toMatchObject({ ...received('abc'), truncated: false });
  });

  test('every byte arrives as it was, and several receives are served in order', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    const receiving = Array.from({ length: 5 }, () => server.socket.receive());
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
    const pieces = Array.from({ length: 5 }, (_, index) => bytes.subarray(index * 100, 1024 - index));
    for (const piece of pieces) await client.socket.send(piece, { to: server.at });
    expect(await Promise.all(receiving)).toMatchObject(pieces.map((piece) => ({ data: base64(piece) })));
  });

  test('nothing in time is a timeout', async () => {
    const { socket } = await bound(kind);
    const outcome = await socket.receive({ timeoutMs: 50 });
    expect(outcome).toMatchObject({ kind: 'timeout', syscall: 'recv' });
    expect(outcome).not.toHaveProperty('bytes');
  });

  test('one longer than the way allows', async () => {
    const [server, client] = [await bound(kind), await bound(kind)];
    // A Unix datagram has to fit in the send buffer.
    expect(await client.socket.send(Buffer.alloc(1_000_000), { to: server.at })).toMatchObject({
      ...{ kind: 'tooLong', code: 'EMSGSIZE', errno: 90, syscall: 'sendto', bytes: 0 },
    });
  });
});

describe('UDP to a closed port', () => {
  const closed = async (): Promise<ProbeAddress> => {
    const { socket, at } = await probe().server('udp');
    await socket.close();
    return at;
  };

  test('a connected socket is told by the next receive, or send', async () => {
    const client = probe().socket('udp');
    await client.connect(await closed());
    const refused = { kind: 'refused', code: 'ECONNREFUSED', errno: 111 };
    expect(await client.send('hello')).toMatchObject({ kind: 'sent' });
    expect(await client.receive()).toMatchObject({ ...refused, syscall: 'recv' });
    await client.send('hello');
    expect(await client.send('hello')).toMatchObject({ ...refused, syscall: 'send', bytes: 0 });
  });

  test('an unconnected one hears nothing', async () => {
    const client = probe().socket('udp');
    expect(await client.send('hello', { to: await closed() })).toMatchObject({ kind: 'sent' });
    expect(await client.receive({ timeoutMs: 50 })).toMatchObject({ kind: 'timeout', syscall: 'recv' });
  });

  test.each([4, 6] as const)('unless it asked for errors (IPv%d), once for each', async (family) => {
    const { socket, at } = await probe().server('udp', { host: family === 4 ? '127.0.0.1' : '::1' });
    await socket.close();
    const client = probe().socket('udp', { receiveErrors: true });
    await client.send('hello', { to: at });
    expect(await client.receive()).toMatchObject({ kind: 'refused', syscall: 'recv' });
    expect(await client.receive({ timeoutMs: 50 })).toMatchObject({ kind: 'timeout' });
    const receiving = client.receive();
    await client.send('hello', { to: at });
    expect(await receiving).toMatchObject({ kind: 'refused' });
  });
});

test('a broadcast has to be allowed', async () => {
  const to = { host: '127.255.255.255', port: 9 };
  expect(await probe().socket('udp').send('hello', { to })).toMatchObject({
    ...{ kind: 'denied', code: 'EACCES', errno: 13, syscall: 'sendto' },
  });
  const allowed = probe().socket('udp', { broadcast: true });
  expect(await allowed.send('hello', { to })).toMatchObject({ kind: 'sent' });
});

test('without an address there is nowhere to send to', async () => {
  expect(await probe().socket('udp').send('hello')).toMatchObject({ code: 'EDESTADDRREQ', syscall: 'send' });
});

describe('Unix datagrams', () => {
  test('to no file, a stale file, or a stream', async () => {
    const directory = temporaryDirectory();
    const client = probe().socket('unix-datagram');
    expect(await client.send('x', { to: { path: join(directory, 'none') } })).toMatchObject({
      ...{ kind: 'missing', code: 'ENOENT', syscall: 'sendto' },
    });
    const stale = await probe().server('unix-datagram', { path: join(directory, 'stale') });
    await stale.socket.close();
    expect(await client.send('x', { to: stale.at })).toMatchObject({
      ...{ kind: 'refused', code: 'ECONNREFUSED', syscall: 'sendto' },
    });
    const stream = await probe().server('unix-stream', { path: join(directory, 'stream') });
    expect(await client.send('x', { to: stream.at })).toMatchObject({
      code: 'EPROTOTYPE',
      syscall: 'sendto',
    });
  });

  test('a peer that is gone refuses once, then is not connected', async () => {
    const { socket, at } = await probe().server('unix-datagram', { path: join(temporaryDirectory(), 's') });
    const client = probe().socket('unix-datagram');
    await client.connect(at);
    await socket.close();
    expect(await client.send('x')).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED', syscall: 'send' });
    expect(await client.send('x')).toMatchObject({ kind: 'closed', code: 'ENOTCONN', syscall: 'send' });
  });

  test.each(['connected', 'unconnected'])('a full queue is EAGAIN at once (%s)', async (how) => {
    const { socket, at } = await probe().server('unix-datagram', { path: join(temporaryDirectory(), 's') });
    const client = probe().socket('unix-datagram');
    if (how === 'connected') await client.connect(at);
    const to = how === 'connected' ? {} : { to: at };
    let sent = 0;
    let outcome = await client.send('x', to);
    for (; outcome.kind === 'sent' && sent < 10_000; sent += 1) outcome = await client.send('x', to);
    expect(outcome).toMatchObject({ kind: 'full', code: 'EAGAIN', errno: 11, bytes: 0 });
    // Room again for one.
    await socket.receive();
    expect(await client.send('x', to)).toMatchObject({ kind: 'sent' });
  });

  test('one without a name is said to have none', async () => {
    const { socket, at } = await probe().server('unix-datagram', { path: join(temporaryDirectory(), 's') });
    await probe().socket('unix-datagram').send('x', { to: at });
    expect(await socket.receive()).toMatchObject({ ...received('x'), from: '(unnamed)' });
  });
});
