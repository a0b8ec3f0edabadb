// Connections between two of the probe's sockets: bytes, ends, resets, and what waits for what.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SocketOptions } from '../../../src/protocol/probe.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { base64, type Driver, received, sharedDriver, smallBuffers } from './driver.ts';

const probe = sharedDriver();

const streams = ['tcp', 'tcp over IPv6', 'unix-stream', 'unix-stream with an abstract name'] as const;
let names = 0;

function pairOf(
  driver: Driver,
  kind: (typeof streams)[number],
  options: SocketOptions = {},
): ReturnType<Driver['pair']> {
  names += 1;
  if (kind === 'tcp') return driver.pair('tcp', options);
  if (kind === 'tcp over IPv6') return driver.pair('tcp', { host: '::1', ...options });
  const path = kind === 'unix-stream' ? join(temporaryDirectory(), 's') : `\0probe-${process.pid}-${names}`;
  return driver.pair('unix-stream', { path, ...options });
}

describe.each(streams)('%s', (kind) => {
  test('bytes go both ways, and a FIN is an end in good order', async () => {
    const { client, server } = await pairOf(probe(), kind);
    expect(await client.send('hello')).toMatchObject({ kind: 'sent', bytes: 5 });
    expect(await server.receive()).toMatchObject(received('hello'));
    expect(await server.send('HELLO')).toMatchObject({ kind: 'sent', bytes: 5 });
    expect(await client.receive({ bytes: 5 })).toMatchObject(received('HELLO'));
    expect(await client.close()).toMatchObject({ kind: 'done' });
    const end = await server.receive();
    expect(end).toMatchObject({ kind: 'closed', syscall: 'recv' });
    expect(end).not.toHaveProperty('code');
    expect(end).not.toHaveProperty('data');
  });

  test('every byte arrives as it was', async () => {
    const { client, server } = await pairOf(probe(), kind);
    const bytes = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256));
    await client.send(bytes);
    expect(await server.receive({ bytes: 1024 })).toMatchObject({ data: bytes.toString('base64') });
  });

  test('half-close: one side ends and still receives; until the end comes all of it', async () => {
    const { client, server } = await pairOf(probe(), kind);
    await client.send('question');
    expect(await client.shutdown('send')).toMatchObject({ kind: 'done' });
    expect(await server.receive({ untilEnd: true })).toMatchObject({ ...received('question'), ended: true });
    expect(await server.receive({ untilEnd: true })).toMatchObject({ ...received(''), ended: true });
    await server.send('answer');
    expect(await client.receive()).toMatchObject(received('answer'));
    expect(await client.send('more')).toMatchObject({
      ...{ kind: 'closed', code: 'EPIPE', errno: 32, syscall: 'send', message: 'broken pipe', bytes: 0 },
    });
  });

  test('an end before the bytes asked for is closed, with those that came', async () => {
    const { client, server } = await pairOf(probe(), kind);
    const receiving = server.receive({ bytes: 10 });
    await client.send('only');
    await client.close();
    expect(await receiving).toMatchObject({
      ...{ kind: 'closed', syscall: 'recv', bytes: 4, data: base64('only') },
    });
  });

  test('a deadline gives what had come', async () => {
    const { client, server } = await pairOf(probe(), kind);
    await client.send('some');
    const outcome = await server.receive({ bytes: 10, timeoutMs: 50 });
    expect(outcome).toMatchObject({ kind: 'timeout', syscall: 'recv', bytes: 4, data: base64('some') });
    expect(outcome).not.toHaveProperty('code');
    expect(outcome.durationMs).toBeGreaterThanOrEqual(50);
  });

  test('a peek leaves the bytes, and waits until there are enough', async () => {
    const { client, server } = await pairOf(probe(), kind);
    await client.send('he');
    expect(await server.receive({ peek: true })).toMatchObject(received('he'));
    const peeking = server.receive({ peek: true, bytes: 5 });
    await client.send('llo, you');
    expect(await peeking).toMatchObject(received('hello'));
    expect(await server.receive()).toMatchObject(received('hello, you'));
  });

  test.each(['before', 'while'])('a peek ends when the end comes %s it looks', async (when) => {
    const { client, server } = await pairOf(probe(), kind);
    await client.send('he');
    const peeking = when === 'while' ? server.receive({ peek: true, bytes: 5 }) : undefined;
    await client.close();
    expect(await (peeking ?? server.receive({ peek: true, bytes: 5 }))).toMatchObject({
      ...{ kind: 'closed', syscall: 'recv', bytes: 2, data: base64('he') },
    });
    expect(await server.receive()).toMatchObject(received('he'));
    expect(await server.receive({ peek: true })).toMatchObject({ kind: 'closed' });
  });

  test('a close with bytes unread is a reset for the peer', async () => {
    const { client, server } = await pairOf(probe(), kind);
    await client.send('never read');
    expect(await server.receive({ peek: true })).toMatchObject({ kind: 'received' });
    await server.close();
    expect(await client.receive()).toMatchObject({
      ...{
        kind: 'reset',
        code: 'ECONNRESET',
        errno: 104,
        syscall: 'recv',
        message: 'connection reset by peer',
      },
    });
    expect(await client.receive()).toMatchObject({ kind: 'closed' });
    expect(await client.send('again')).toMatchObject({ kind: 'closed', code: 'EPIPE', bytes: 0 });
  });

  test('5 MB go both ways at once', async () => {
    const { client, server } = await pairOf(probe(), kind);
    const bytes = 5_000_000;
    const [up, down] = [Buffer.alloc(bytes, 'up '), Buffer.alloc(bytes, 'down ')];
    const outcomes = await Promise.all([
      client.send(up),
      server.send(down),
      server.receive({ bytes }),
      client.receive({ bytes }),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'received', 'received']);
    const [, , atServer, atClient] = outcomes;
    expect(atServer).toHaveProperty('data', up.toString('base64'));
    expect(atClient).toHaveProperty('data', down.toString('base64'));
  });

  test('a send waits for room, and says at its deadline how much the kernel took', async () => {
    const { client, server } = await pairOf(probe(), kind, smallBuffers);
    const outcome = await client.send(Buffer.alloc(2_000_000), { timeoutMs: 100 });
    expect(outcome).toMatchObject({ kind: 'timeout', syscall: 'send', bytes: expect.any(Number) });
    const bytes = outcome.kind === 'timeout' ? (outcome.bytes ?? 0) : 0;
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(2_000_000);
    await client.close();
    const all = await server.receive({ untilEnd: true });
    expect(all.kind === 'received' && Buffer.byteLength(all.data ?? '', 'base64')).toBe(bytes);
  });

  test('commands of one direction keep their order, however many there are', async () => {
    const { client, server } = await pairOf(probe(), kind);
    const receiving = Promise.all(Array.from({ length: 20 }, () => server.receive({ bytes: 3 })));
    const numbers = Array.from({ length: 20 }, (_, index) => String(index).padStart(3, '0'));
    await Promise.all([...numbers.map((number) => client.send(number)), client.shutdown('send')]);
    expect(await receiving).toMatchObject(numbers.map(received));
  });

  test('a shutdown of the receiving side ends what waits to receive', async () => {
    const { server } = await pairOf(probe(), kind);
    const receiving = server.receive();
    expect(await server.shutdown('receive')).toMatchObject({ kind: 'done' });
    expect(await receiving).toMatchObject({ kind: 'closed' });
  });
});

test('the commands of one socket need not wait for each other’s answers', async () => {
  const path = join(temporaryDirectory(), 's');
  const [listener, client] = [probe().socket('unix-stream'), probe().socket('unix-stream')];
  const bound = [listener.bind({ path }), listener.listen()];
  const accepted = listener.accept();
  expect(await Promise.all(bound)).toMatchObject([{ kind: 'bound' }, { kind: 'listening' }]);
  const outcomes = [
    client.connect({ path }),
    client.send('hello'),
    client.shutdown('send'),
    client.receive(),
  ];
  const { connection } = await accepted;
  expect(await connection.receive({ untilEnd: true })).toMatchObject({ ...received('hello'), ended: true });
  await connection.send('HELLO');
  expect(await Promise.all(outcomes)).toMatchObject([
    ...[{ kind: 'connected' }, { kind: 'sent' }, { kind: 'done' }],
    received('HELLO'),
  ]);
});

test('a receive that waits for its turn is let go at its own deadline', async () => {
  const { client, server } = await probe().pair('tcp');
  const first = server.receive();
  const second = server.receive({ timeoutMs: 30 });
  const third = server.receive();
  expect(await second).toMatchObject({ kind: 'timeout', syscall: 'recv' });
  await client.send('one');
  expect(await first).toMatchObject(received('one'));
  await client.send('three');
  expect(await third).toMatchObject(received('three'));
});

test('bytesMax leaves the rest in the kernel', async () => {
  const { client, server } = await probe().pair('tcp');
  await client.send('abcdef');
  expect(await server.receive({ bytesMax: 4 })).toMatchObject(received('abcd'));
  expect(await server.receive()).toMatchObject(received('ef'));
});

test('nothing at all can be sent and received', async () => {
  const { client, server } = await probe().pair('tcp');
  expect(await client.send('')).toMatchObject({ kind: 'sent', bytes: 0 });
  expect(await server.receive({ bytes: 0 })).toMatchObject(received(''));
});

test('a reset reaches the peer as ECONNRESET, once; then it is closed for both directions', async () => {
  const { client, server } = await probe().pair('tcp');
  const receiving = client.receive();
  expect(await server.reset()).toMatchObject({ kind: 'done' });
  expect(await receiving).toMatchObject({ kind: 'reset', code: 'ECONNRESET', errno: 104, syscall: 'recv' });
  expect(await client.receive()).toMatchObject({ kind: 'closed', syscall: 'recv' });
  expect(await client.send('x')).toMatchObject({ kind: 'closed', code: 'EPIPE', errno: 32, syscall: 'send' });
});

test('a reset that nobody waited for is told to the first who sends', async () => {
  const { client, server } = await probe().pair('tcp');
  await server.reset();
  expect(await client.send('x')).toMatchObject({
    kind: 'reset',
    code: 'ECONNRESET',
    syscall: 'send',
    bytes: 0,
  });
  expect(await client.send('x')).toMatchObject({ kind: 'closed', code: 'EPIPE' });
});

test('a reset behind unread data: the data first, then the reset; a peek for more tells it and leaves it', async () => {
  const { client, server } = await probe().pair('tcp');
  await server.send('last words');
  expect(await client.receive({ peek: true, bytes: 10 })).toMatchObject({ kind: 'received' });
  await server.reset();
  for (let times = 0; times < 2; times += 1) {
    expect(await client.receive({ peek: true, bytes: 20 })).toMatchObject({
      ...{ kind: 'reset', code: 'ECONNRESET', syscall: 'recv', bytes: 10, data: base64('last words') },
    });
  }
  expect(await client.receive()).toMatchObject(received('last words'));
  expect(await client.receive()).toMatchObject({ kind: 'reset', code: 'ECONNRESET' });
  expect(await client.receive()).toMatchObject({ kind: 'closed' });
});

test('a reset in the middle of a receive gives what had come', async () => {
  const { client, server } = await probe().pair('tcp');
  const receiving = client.receive({ bytes: 20 });
  await server.send('last words');
  await server.reset();
  expect(await receiving).toMatchObject({
    ...{ kind: 'reset', code: 'ECONNRESET', bytes: 10, data: base64('last words') },
  });
});

test('a connection that is reset before anybody looked was connected all the same', async () => {
  const server = createServer((socket) => socket.resetAndDestroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  for (let times = 0; times < 30; times += 1) {
    const client = probe().socket('tcp');
    probe().child.stdin.cork();
    const connecting = client.connect({ host: '127.0.0.1', port });
    // Keeps the probe busy between its connect and the event.
    const busy = Array.from({ length: 300 }, () => probe().newSocket().close());
    probe().child.stdin.uncork();
    expect(await connecting).toMatchObject({ kind: 'connected', peer: `127.0.0.1:${port}` });
    expect(await client.receive()).toMatchObject({ kind: 'reset', code: 'ECONNRESET', syscall: 'recv' });
    await Promise.all(busy);
  }
});
