// How streams fail before they stand, with the kernel's own code, number, call and words.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { Driver, sharedDriver } from './driver.ts';

const probe = sharedDriver();

/** A port that nobody listens on: it was bound and is free again. */
async function closedPort(host = '127.0.0.1'): Promise<{ readonly host: string; readonly port: number }> {
  const { socket, at } = await probe().server('udp', { host });
  await socket.close();
  return { host, port: 'port' in at ? at.port : 0 };
}

test.each(['127.0.0.1', '::1'])('a closed port on %s refuses', async (host) => {
  expect(
    await probe()
      .socket('tcp')
      .connect(await closedPort(host)),
  ).toEqual({
    kind: 'refused',
    code: 'ECONNREFUSED',
    errno: 111,
    syscall: 'connect',
    message: 'connection refused',
    atMs: expect.closeTo(Date.now(), -4),
    durationMs: expect.any(Number),
  });
});

test('a refused socket may try again', async () => {
  const at = await closedPort();
  const client = probe().socket('tcp');
  expect(await client.connect(at)).toMatchObject({ kind: 'refused' });
  const listener = probe().socket('tcp');
  await listener.bind(at);
  await listener.listen();
  expect(await client.connect(at)).toMatchObject({
    ...{
      kind: 'connected',
      peer: `127.0.0.1:${at.port}`,
      local: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    },
  });
});

test('the outcomes of a connection name its ends', async () => {
  const listener = probe().socket('tcp');
  const bound = await listener.bind({ host: '127.0.0.1', port: 0 });
  const address = bound.kind === 'bound' ? bound.local : '';
  expect(bound).toMatchObject({ kind: 'bound', local: expect.stringMatching(/^127\.0\.0\.1:[1-9]\d*$/) });
  expect(bound).not.toHaveProperty('peer');
  expect(await listener.listen(1)).toMatchObject({ kind: 'listening', local: address });
  const client = probe().socket('tcp');
  const connected = await client.connect({ host: '127.0.0.1', port: Number(address.split(':')[1]) });
  const own = connected.kind === 'connected' ? connected.local : '';
  expect(connected).toMatchObject({ kind: 'connected', peer: address });
  const { outcome, connection } = await listener.accept();
  expect(outcome).toMatchObject({ kind: 'accepted', local: address, peer: own });
  expect(await client.shutdown('send')).toMatchObject({ kind: 'done', local: own, peer: address });
  expect(await connection.close()).toMatchObject({ kind: 'done', local: address, peer: own });
});

test.each([0, 3])('a backlog of %d admits one more; then a connect waits in vain', async (backlog) => {
  const { socket, at } = await probe().server('tcp', { backlog });
  for (let admitted = 0; admitted <= backlog; admitted += 1) {
    expect(await probe().socket('tcp').connect(at)).toMatchObject({ kind: 'connected' });
  }
  const late = probe().socket('tcp');
  const outcome = await late.connect(at, 150);
  expect(outcome).toMatchObject({ kind: 'timeout', syscall: 'connect' });
  expect(outcome).not.toHaveProperty('code');
  expect(outcome).not.toHaveProperty('errno');
  expect(outcome.durationMs).toBeGreaterThanOrEqual(150);
  expect(await late.connect(at)).toMatchObject({ kind: 'failed', code: 'EALREADY', syscall: 'connect' });
  expect(await socket.accept()).toMatchObject({ outcome: { kind: 'accepted' } });
});

test('an accept waits, and is given up at its deadline', async () => {
  const { socket, at } = await probe().server('tcp');
  expect((await socket.accept(50)).outcome).toMatchObject({ kind: 'timeout', syscall: 'accept' });
  const accepting = [socket.accept(), socket.accept()];
  const clients = [probe().socket('tcp'), probe().socket('tcp')];
  const connected = [];
  for (const client of clients) connected.push(await client.connect(at));
  const accepted = await Promise.all(accepting);
  // In order: the first accept has the first connection.
  expect(accepted.map(({ outcome }) => outcome.kind === 'accepted' && outcome.peer)).toEqual(
    connected.map((outcome) => outcome.kind === 'connected' && outcome.local),
  );
});

describe('Unix stream', () => {
  test('no file is missing', async () => {
    const path = join(temporaryDirectory(), 'none');
    expect(await probe().socket('unix-stream').connect({ path })).toMatchObject({
      ...{
        kind: 'missing',
        code: 'ENOENT',
        errno: 2,
        syscall: 'connect',
        message: 'no such file or directory',
      },
    });
  });

  test('a file that nobody listens on refuses; the close left it there', async () => {
    const { socket, at } = await probe().server('unix-stream', { path: join(temporaryDirectory(), 's') });
    await socket.close();
    expect(await probe().socket('unix-stream').connect(at)).toMatchObject({
      ...{ kind: 'refused', code: 'ECONNREFUSED', errno: 111, syscall: 'connect' },
    });
    expect(await probe().socket('unix-stream').bind(at)).toMatchObject({
      ...{ kind: 'inUse', code: 'EADDRINUSE', errno: 98, syscall: 'bind' },
    });
  });

  test('a socket that is bound and does not listen refuses', async () => {
    const path = join(temporaryDirectory(), 's');
    await probe().socket('unix-stream').bind({ path });
    expect(await probe().socket('unix-stream').connect({ path })).toMatchObject({ kind: 'refused' });
  });

  test.each([
    ['unix-stream', 'unix-datagram'],
    ['unix-datagram', 'unix-stream'],
  ] as const)('%s to %s is the wrong type', async (own, other) => {
    const { at } = await probe().server(other, { path: join(temporaryDirectory(), 's') });
    expect(await probe().socket(own).connect(at)).toMatchObject({
      ...{ kind: 'failed', code: 'EPROTOTYPE', errno: 91, syscall: 'connect' },
    });
  });

  test('a full backlog is EAGAIN at once', async () => {
    const { at } = await probe().server('unix-stream', { path: join(temporaryDirectory(), 's'), backlog: 1 });
    for (let admitted = 0; admitted < 2; admitted += 1) {
      expect(await probe().socket('unix-stream').connect(at)).toMatchObject({ kind: 'connected' });
    }
    expect(await probe().socket('unix-stream').connect(at)).toMatchObject({
      ...{ kind: 'full', code: 'EAGAIN', errno: 11, syscall: 'connect' },
    });
  });

  test('a directory that may not be entered denies', async () => {
    const path = temporaryDirectory();
    const { at } = await probe().server('unix-stream', { path: join(path, 's') });
    // Root may enter everywhere, so then the probe is somebody else's.
    await using other = await Driver.start(process.getuid?.() === 0 ? { uid: 65_534 } : {});
    chmodSync(path, 0o000);
    const outcome = await other.socket('unix-stream').connect(at);
    chmodSync(path, 0o700);
    expect(outcome).toMatchObject({ kind: 'denied', code: 'EACCES', errno: 13, syscall: 'connect' });
  });

  test('an unnamed peer is left out, a named one is not', async () => {
    const directory = temporaryDirectory();
    const { socket, at } = await probe().server('unix-stream', { path: join(directory, 's') });
    const named = probe().socket('unix-stream');
    await named.bind({ path: join(directory, 'c') });
    expect(await named.connect(at)).toMatchObject({
      local: join(directory, 'c'),
      peer: join(directory, 's'),
    });
    expect((await socket.accept()).outcome).toMatchObject({ peer: join(directory, 'c') });
    expect(await probe().socket('unix-stream').connect(at)).toMatchObject({ local: '(unnamed)' });
    expect((await socket.accept()).outcome).not.toHaveProperty('peer');
  });

  test('the kernel chooses a name, and refuses one that is too long', async () => {
    expect(await probe().socket('unix-stream').bind({ path: '' })).toMatchObject({
      local: expect.stringMatching(/^@[0-9a-f]{5}$/),
    });
    expect(
      await probe()
        .socket('unix-stream')
        .connect({ path: `/${'x'.repeat(108)}` }),
    ).toMatchObject({
      ...{ kind: 'failed', code: 'EINVAL', syscall: 'connect' },
    });
  });
});

describe('names', () => {
  test('localhost is looked up', async () => {
    const { at } = await probe().server('tcp');
    const port = 'port' in at ? at.port : 0;
    expect(await probe().socket('tcp', { family: 4 }).connect({ host: 'localhost', port })).toMatchObject({
      ...{ kind: 'connected', peer: `127.0.0.1:${port}` },
    });
  });

  test.each(['connect', 'send', 'ask'] as const)(
    '%s to a name without an address is unresolved',
    async (op) => {
      const to = { host: 'no-such-host.invalid', port: 1 };
      const outcome = await {
        connect: () => probe().socket('tcp').connect(to),
        send: () => probe().socket('udp').send('hello', { to }),
        ask: () => probe().ask('udp', to, 'hello'),
      }[op]();
      // ENOTFOUND where a name server says so, EAI_AGAIN where there is none.
      expect(outcome).toMatchObject({ kind: 'unresolved', syscall: 'getaddrinfo' });
      expect(outcome).toHaveProperty('code', expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/));
      expect(outcome).not.toHaveProperty('errno');
    },
  );
});

describe('what the kernel refuses', () => {
  test('an address of another machine, or in use', async () => {
    expect(await probe().socket('tcp').bind({ host: '192.0.2.1', port: 0 })).toMatchObject({
      ...{ kind: 'unavailable', code: 'EADDRNOTAVAIL', syscall: 'bind' },
    });
    const { at } = await probe().server('tcp');
    expect(await probe().socket('tcp').bind(at)).toMatchObject({
      ...{ kind: 'inUse', code: 'EADDRINUSE', syscall: 'bind' },
    });
  });

  test('a way that does not exist', async () => {
    // TCP to a multicast address.
    expect(await probe().socket('tcp').connect({ host: '224.0.0.1', port: 1 })).toMatchObject({
      ...{ kind: 'unreachable', code: 'ENETUNREACH', errno: 101, syscall: 'connect' },
    });
  });

  test('calls on a socket that is not connected', async () => {
    const socket = probe().socket('tcp');
    expect(await socket.receive()).toMatchObject({ kind: 'closed', code: 'ENOTCONN', syscall: 'recv' });
    expect(await socket.send('x')).toMatchObject({
      kind: 'closed',
      code: 'EPIPE',
      syscall: 'send',
      bytes: 0,
    });
    expect(await socket.shutdown('send')).toMatchObject({ code: 'ENOTCONN', syscall: 'shutdown' });
  });

  test('calls that make no sense', async () => {
    expect(await probe().socket('udp').listen()).toMatchObject({ errno: 95, syscall: 'listen' });
    const { client } = await probe().pair('tcp');
    expect(await client.connect({ host: '127.0.0.1', port: 1 })).toMatchObject({ code: 'EISCONN' });
    expect((await client.accept()).outcome).toMatchObject({ code: 'EINVAL', syscall: 'accept' });
  });

  test('a socket number that is not known, and one that is known already', async () => {
    const unknown = probe().newSocket();
    const badFile = { kind: 'failed', code: 'EBADF', errno: 9, message: 'bad file descriptor' };
    expect(await unknown.receive()).toMatchObject({ ...badFile, syscall: 'recv' });
    expect(await unknown.send('x')).toMatchObject({ ...badFile, syscall: 'send' });
    expect(await unknown.connect({ path: '/' })).toMatchObject({ ...badFile, syscall: 'connect' });
    expect(await unknown.close()).toMatchObject({ ...badFile, syscall: 'close' });
    const closed = probe().socket('tcp');
    expect(await closed.close()).toMatchObject({ kind: 'done' });
    expect(await closed.listen()).toMatchObject({ ...badFile, syscall: 'listen' });
    const known = probe().socket('tcp');
    const again = { op: 'socket', socket: known.number, transport: 'tcp', options: {} } as const;
    const exists = { kind: 'failed', code: 'EEXIST', errno: 17 };
    expect(await probe().outcome(again)).toMatchObject({ ...exists, syscall: 'socket' });
    const { socket, at } = await probe().server('tcp');
    const client = probe().socket('tcp');
    await client.connect(at);
    const accept = { op: 'accept', socket: socket.number, as: known.number, timeoutMs: 1000 } as const;
    expect(await probe().outcome(accept)).toMatchObject({ ...exists, syscall: 'accept' });
    expect(await client.receive()).toMatchObject({ kind: 'closed' });
  });
});

test('without descriptors no socket is made and none accepted, until one is closed', async () => {
  await using driver = await Driver.start({ descriptorsMax: 40 });
  const { socket: listener, at } = await driver.server('tcp');
  const clients = [];
  for (let kind = 'connected'; kind === 'connected'; ) {
    const client = driver.socket('tcp');
    const outcome = await client.connect(at);
    if (outcome.kind === 'connected') clients.push(client);
    else {
      expect(outcome).toMatchObject({
        ...{
          kind: 'exhausted',
          code: 'EMFILE',
          errno: 24,
          syscall: 'socket',
          message: 'too many open files',
        },
      });
    }
    kind = outcome.kind;
  }
  expect(clients.length).toBeGreaterThan(3);
  expect((await listener.accept()).outcome).toMatchObject({
    ...{ kind: 'exhausted', code: 'EMFILE', errno: 24, syscall: 'accept' },
  });
  await clients[0]?.close();
  expect((await listener.accept()).outcome).toMatchObject({ kind: 'accepted' });
});
