// What a client sees of servers that misbehave, each on a real socket of this process.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../../services/exchange/exchange.ts';
import { exchangeWith } from '../../services/exchange/targets.ts';
import { startTcpService } from '../../services/tcp.ts';
import { upper } from '../../services/upper.ts';
import type { Transport } from '../../src/errors/transport.ts';
import { formatAddress, UnixDatagramSocket } from '../../src/socketserver/index.ts';

const timeoutMs = 5000;
let clean: (() => unknown)[] = [];
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'exchange-'));
  clean = [() => rmSync(directory, { recursive: true })];
});

afterEach(async () => {
  for (const each of clean.toReversed()) await each();
});

function exchange(transport: Transport, target: string): Exchange {
  const made = exchangeWith(transport, target, 'the target');
  clean.push(() => made.close());
  return made;
}

async function streamServer(serve: (socket: Socket) => void, where: number | string = 0): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  clean.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(typeof where === 'string' ? { path: where } : { port: where, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'string' ? address : `127.0.0.1:${address?.port}`;
}

const echo = (socket: Socket): void => {
  socket.on('data', (data) => socket.writable && socket.write(upper(Buffer.from(data)))).resume();
};

async function udpServer(answer: (data: Buffer, send: (text: string) => void) => void): Promise<string> {
  const socket = createSocket('udp4');
  clean.push(() => socket.close());
  socket.on('message', (data, { port, address }) => answer(data, (text) => socket.send(text, port, address)));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${socket.address().port}`;
}

/** A port on which nobody listens: the kernel gave it out a moment ago and took it back. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('tcp', () => {
  test('one connection serves message after message', async () => {
    let connections = 0;
    const target = await streamServer((socket) => {
      connections += 1;
      echo(socket);
    });
    const tcp = exchange('tcp', target);
    for (const message of ['hello', 'a', 'straße', 'x'.repeat(1_000_000)]) {
      const outcome = await tcp.send(message, { timeoutMs });
      expect(outcome).toMatchObject({ kind: 'reply', reply: upper(Buffer.from(message)).toString() });
    }
    expect(connections).toBe(1);
  });

  test('a message longer than all buffers comes back, though the service waits for its reader', async () => {
    const log = { ready: () => {}, write: () => {} };
    const service = await startTcpService({ log, host: '127.0.0.1', port: 0 });
    clean.push(() => service.stop('the test is over'));
    const [address] = service.addresses;
    const target = address === undefined ? '' : formatAddress(address);
    const outcome = await exchange('tcp', target).send('x'.repeat(32 * 1024 * 1024), { timeoutMs: 15_000 });
    expect(outcome.kind).toBe('reply');
  });

  test('an answer in pieces is one answer', async () => {
    const target = await streamServer((socket) => {
      socket.once('data', () => {
        socket.write('HE');
        setImmediate(() => socket.write('LLO'));
      });
      socket.resume();
    });
    expect(await exchange('tcp', target).send('hello', { timeoutMs })).toMatchObject({ reply: 'HELLO' });
  });

  test('refused', async () => {
    const outcome = await exchange('tcp', await closedPort()).send('hello', { timeoutMs });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect' });
  });

  test('reset, when the server has unread bytes and closes', async () => {
    const target = await streamServer((socket) => socket.resetAndDestroy());
    expect(await exchange('tcp', target).send('hello', { timeoutMs })).toMatchObject({
      kind: 'reset',
      code: 'ECONNRESET',
    });
  });

  test('closed, when the server ends instead of answering', async () => {
    const target = await streamServer((socket) => socket.once('data', () => socket.end()).resume());
    const outcome = await exchange('tcp', target).send('hello', { timeoutMs });
    expect(outcome).toMatchObject({ kind: 'closed' });
    expect(outcome).not.toHaveProperty('code');
  });

  test('timeout, when the server is silent; the next message goes over a new connection', async () => {
    let connections = 0;
    const target = await streamServer((socket) => {
      connections += 1;
      if (connections > 1) echo(socket);
    });
    const tcp = exchange('tcp', target);
    const outcome = await tcp.send('hello', { timeoutMs: 100 });
    expect(outcome).toMatchObject({ kind: 'timeout', syscall: 'recv' });
    expect(outcome.durationMs).toBeGreaterThanOrEqual(95);
    expect(await tcp.send('again', { timeoutMs })).toMatchObject({ reply: 'AGAIN' });
    expect(connections).toBe(2);
  });

  test('wrong, when the answer is another one', async () => {
    const target = await streamServer((socket) => socket.once('data', () => socket.write('hallo')).resume());
    expect(await exchange('tcp', target).send('hello', { timeoutMs })).toMatchObject({
      ...{ kind: 'wrong', reply: 'hallo', expected: 'HELLO' },
    });
  });

  test('wrong, when the answer is longer', async () => {
    const target = await streamServer((socket) => socket.once('data', () => socket.write('HELLO!')).resume());
    expect(await exchange('tcp', target).send('hello', { timeoutMs })).toMatchObject({
      kind: 'wrong',
      reply: 'HELLO!',
    });
  });

  test('an end between two messages is the outcome of the next one, then the client connects anew', async () => {
    const sockets: Socket[] = [];
    const target = await streamServer((socket) => {
      sockets.push(socket);
      echo(socket);
    });
    const tcp = exchange('tcp', target);
    await tcp.send('one', { timeoutMs });
    sockets[0]?.end();
    expect(await tcp.send('two', { timeoutMs })).toMatchObject({ kind: 'closed' });
    expect(await tcp.send('three', { timeoutMs })).toMatchObject({ reply: 'THREE' });
  });

  test('unresolved, when the name has no address', async () => {
    const outcome = await exchange('tcp', 'nobody.invalid:8080').send('hello', { timeoutMs: 15_000 });
    expect(outcome).toMatchObject({ kind: 'unresolved', syscall: 'getaddrinfo' });
  });

  test('close ends a message that waits', async () => {
    const target = await streamServer(() => {});
    const tcp = exchange('tcp', target);
    const sent = tcp.send('hello', { timeoutMs: 2 ** 30 });
    tcp.close();
    expect(await sent).toMatchObject({ kind: 'timeout' });
  });
});

describe('udp', () => {
  test('a reply', async () => {
    const target = await udpServer((data, send) => send(upper(data).toString()));
    expect(await exchange('udp', target).send('hello', { timeoutMs })).toMatchObject({ reply: 'HELLO' });
  });

  test('refused: the socket is connected, so the kernel tells of the ICMP message', async () => {
    const outcome = await exchange('udp', await closedPort()).send('hello', { timeoutMs });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' });
  });

  test('a datagram that is too long is never sent', async () => {
    const outcome = await exchange('udp', await closedPort()).send('x'.repeat(70_000), { timeoutMs });
    expect(outcome).toMatchObject({ kind: 'tooLong', code: 'EMSGSIZE' });
  });

  test('an answer that comes late is not taken for the answer to the next message', async () => {
    let first: (() => void) | undefined;
    const target = await udpServer((data, send) => {
      const answer = () => send(upper(data).toString());
      if (first === undefined) {
        first = answer;
        return;
      }
      // The late answer goes out before the right one.
      first();
      answer();
    });
    const udp = exchange('udp', target);
    expect(await udp.send('one', { timeoutMs: 100 })).toMatchObject({ kind: 'timeout', syscall: 'recv' });
    expect(await udp.send('two', { timeoutMs })).toMatchObject({ kind: 'reply', reply: 'TWO' });
  });

  test('a datagram that nobody waits for is dropped', async () => {
    const target = await udpServer((data, send) => {
      send(upper(data).toString());
      if (data.toString() === 'one') send('AGAIN');
    });
    const udp = exchange('udp', target);
    await udp.send('one', { timeoutMs });
    // A second socket's exchange: when its answer is here, so is the datagram that was sent before it.
    await exchange('udp', target).send('between', { timeoutMs });
    expect(await udp.send('two', { timeoutMs })).toMatchObject({ reply: 'TWO' });
  });
});

describe('unix', () => {
  test('stream: a reply', async () => {
    const path = await streamServer(echo, join(directory, 's'));
    expect(await exchange('unix-stream', path).send('hello', { timeoutMs })).toMatchObject({
      reply: 'HELLO',
    });
  });

  test('datagram: a reply, to a file beside the server that is gone afterwards', async () => {
    const path = join(directory, 'd');
    const server = new UnixDatagramSocket();
    clean.push(() => server.close());
    const peers: string[] = [];
    server.on('message', (data, peer) => {
      peers.push(peer.path);
      void server.send(upper(data), peer.path);
    });
    server.bind(path);
    const datagram = exchange('unix-datagram', path);
    expect(await datagram.send('hello', { timeoutMs })).toMatchObject({ reply: 'HELLO' });
    const [own = ''] = peers;
    expect(own.startsWith(join(directory, 'client-'))).toBe(true);
    datagram.close();
    expect(() => rmSync(own)).toThrow('ENOENT');
  });

  test.each(['unix-stream', 'unix-datagram'] as const)('%s: missing', async (transport) => {
    const outcome = await exchange(transport, join(directory, 'none')).send('hello', { timeoutMs });
    expect(outcome).toMatchObject({ kind: 'missing', code: 'ENOENT', syscall: 'connect' });
  });

  test.each(['unix-stream', 'unix-datagram'] as const)(
    '%s: refused by a file that is no socket',
    async (transport) => {
      writeFileSync(join(directory, 'file'), '');
      const outcome = await exchange(transport, join(directory, 'file')).send('hello', { timeoutMs });
      expect(outcome).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' });
    },
  );

  test('a path that the kernel would not take is the user’s mistake, not an outcome', () => {
    expect(() => exchange('unix-stream', `/${'x'.repeat(200)}`)).toThrow('too long');
  });

  test('stream: denied by the file’s mode', async () => {
    const path = await streamServer(echo, join(directory, 's'));
    chmodSync(directory, 0o755);
    chmodSync(path, 0);
    // Root may do everything, so it has to be somebody else for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const outcome = await exchange('unix-stream', path).send('hello', { timeoutMs });
      expect(outcome).toMatchObject({ kind: 'denied', code: 'EACCES', syscall: 'connect' });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
