// What bytes do on a connection, and what each side sees when it ends.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  BaseRequestHandler,
  type Connection,
  type InternetAddress,
  type RunningServer,
  type ServerEvent,
  StreamRequestHandler,
  ThreadingTCPServer,
  ThreadingUnixStreamServer,
} from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { until } from '../support/until.ts';

/** A server whose handler is one function. */
function serve(
  handle: (connection: Connection) => Promise<void>,
  onEvent: (event: ServerEvent) => void = () => {},
): Promise<RunningServer<InternetAddress>> {
  class Handler extends BaseRequestHandler {
    override handle(): Promise<void> {
      return handle(this.request);
    }
  }
  return new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Handler, { onEvent }).start();
}

async function echo(connection: Connection): Promise<void> {
  for (;;) {
    const data = await connection.recv();
    if (data.length === 0) return;
    await connection.sendAll(data);
  }
}

test('all 256 byte values come back', async () => {
  await using server = await serve(echo);
  await using client = await StreamClient.connect(server.address);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
  client.send(bytes);
  expect(await client.receive(256)).toEqual(bytes);
});

test('megabytes in both directions at once', async () => {
  await using server = await serve(echo);
  await using client = await StreamClient.connect(server.address);
  const data = randomBytes(16 * 1024 * 1024 + 1);
  client.send(data);
  client.end();
  expect((await client.receiveAll()).equals(data)).toBe(true);
});

test('one byte at a time, each with its answer', async () => {
  await using server = await serve(echo);
  await using client = await StreamClient.connect(server.address);
  client.socket.setNoDelay(true);
  for (const letter of 'one byte at a time') expect(await client.exchange(letter)).toBe(letter);
});

test('recv gives at most what was asked for and loses nothing', async () => {
  const sizes: number[] = [];
  await using server = await serve(async (connection) => {
    for (let rest = 10; rest > 0; ) {
      const data = await connection.recv(4);
      sizes.push(data.length);
      rest -= data.length;
      await connection.sendAll(data);
    }
  });
  await using client = await StreamClient.connect(server.address);
  expect(await client.exchange('0123456789')).toBe('0123456789');
  expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
});

test('a reader that is slower than its client does not gather the stream in memory', async () => {
  const { promise: mayRead, resolve: read } = Promise.withResolvers<void>();
  const total = 64 * 1024 * 1024;
  let bytesRead = 0;
  const connections: Connection[] = [];
  await using server = await serve(async (connection) => {
    connections.push(connection);
    const first = await connection.recv(1);
    await mayRead;
    for (let data = first; data.length > 0; data = await connection.recv()) bytesRead += data.length;
    await connection.sendAll('done');
  });
  await using client = await StreamClient.connect(server.address);
  client.send(Buffer.alloc(total));
  client.end();
  await until('the client is held back', () => client.socket.writableLength > 0 && connections.length > 0);
  expect(connections[0]?.socket.bytesRead).toBeLessThan(total / 4);
  read();
  expect((await client.receive(4)).toString()).toBe('done');
  expect(bytesRead).toBe(total);
});

test('sendAll waits for a client that does not read, and every byte arrives when it does', async () => {
  let sent = 0;
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  await using server = await serve(async (connection) => {
    for (; sent < 32; sent += 1) await connection.sendAll(chunk);
  });
  await using client = await StreamClient.connect(server.address);
  client.socket.pause();
  await until('something was sent', () => sent > 0);
  expect(sent).toBeLessThan(32);
  client.socket.resume();
  expect((await client.receiveAll()).length).toBe(32 * chunk.length);
});

test('a client that resets: recv rejects with ECONNRESET, the server says connection-lost and serves on', async () => {
  const events: ServerEvent[] = [];
  await using server = await serve(echo, (event) => events.push(event));
  await using client = await StreamClient.connect(server.address);
  await client.exchange('hello');
  client.reset();
  await until('the loss is told', () => events.length > 0);
  expect(events).toMatchObject([{ event: 'connection-lost', error: { code: 'ECONNRESET' } }]);
  await using next = await StreamClient.connect(server.address);
  expect(await next.exchange('hello')).toBe('hello');
});

test('reset breaks the connection: the client gets ECONNRESET and not the end of the stream', async () => {
  await using server = await serve(async (connection) => {
    await connection.recv();
    connection.reset();
  });
  await using client = await StreamClient.connect(server.address);
  client.send('hello');
  expect(await client.ending).toBe('ECONNRESET');
});

test('a handler that answers and returns without reading the rest: the answer arrives before the end', async () => {
  await using server = await serve((connection) => connection.sendAll('no thanks'));
  await using client = await StreamClient.connect(server.address);
  client.send(Buffer.alloc(100));
  expect((await client.receive(9)).toString()).toBe('no thanks');
});

test('end is a half-close: the client sees the end and can still send', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  await using server = await serve(async (connection) => {
    connection.end();
    resolve((await connection.recv()).toString());
  });
  await using client = await StreamClient.connect(server.address);
  expect(await client.ending).toBe('end');
  client.send('after the end');
  expect(await promise).toBe('after the end');
});

test('a read timeout is an ETIMEDOUT for the one recv that waited, and nothing is lost', async () => {
  await using server = await serve(async (connection) => {
    connection.setReadTimeout(20);
    const code = await connection.recv().catch((error: NodeJS.ErrnoException) => error.code);
    connection.setReadTimeout(0);
    await connection.sendAll(`${code} `);
    await connection.sendAll(await connection.recv());
  });
  await using client = await StreamClient.connect(server.address);
  expect((await client.receive(10)).toString()).toBe('ETIMEDOUT ');
  expect(await client.exchange('late')).toBe('late');
});

test('what is called after the end rejects or does nothing', async () => {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  await using server = await serve(async (connection) => resolve(connection));
  await using client = await StreamClient.connect(server.address);
  await client.ending;
  client.end();
  const connection = await promise;
  await connection.closed;
  await expect(connection.recv()).rejects.toMatchObject({ code: 'ENOTCONN', syscall: 'recv' });
  await expect(connection.sendAll('x')).rejects.toMatchObject({ code: 'EPIPE', syscall: 'write' });
  connection.end();
  connection.reset();
  await connection.close();
});

test('rfile gives exact lengths, lines and the rest; what is too short or too long is an error with a code', async () => {
  const seen: string[] = [];
  class Reader extends StreamRequestHandler {
    protected override readonly lineBytesMax = 16;
    override async handle(): Promise<void> {
      seen.push((await this.rfile.read(3)).toString());
      seen.push((await this.rfile.readline()).toString());
      seen.push((await this.rfile.readExactly(2)).toString());
      seen.push(await this.rfile.readline().then(String, (error) => error.code));
      seen.push(await this.rfile.readExactly(100).then(String, (error) => error.code));
      seen.push((await this.rfile.read()).toString());
    }
  }
  await using server = await new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Reader).start();
  await using client = await StreamClient.connect(server.address);
  client.send(`abcline\nxy${'z'.repeat(17)}`);
  client.end();
  await client.ending;
  expect(seen).toEqual(['abc', 'line\n', 'xy', 'MESSAGE_TOO_LONG', 'MESSAGE_TRUNCATED', '']);
});

test('a gathering wfile sends in one piece, and what it holds when handle throws still goes out', async () => {
  class Gatherer extends StreamRequestHandler {
    protected override readonly wbufBytes = 1000;
    override async handle(): Promise<void> {
      await this.wfile.write('par');
      await this.wfile.write('tial');
      await this.rfile.readline();
      throw new RangeError('in the middle');
    }
  }
  const events: ServerEvent[] = [];
  await using server = await new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Gatherer, {
    onEvent: (event) => events.push(event),
  }).start();
  await using client = await StreamClient.connect(server.address);
  client.send('go\n');
  expect((await client.receiveAll()).toString()).toBe('partial');
  expect(events).toMatchObject([{ event: 'request-failed', error: { message: 'in the middle' } }]);
});

test('a Unix stream has no RST: reset closes it, and its client has no name', async () => {
  const names: unknown[] = [];
  class Resets extends BaseRequestHandler {
    override async handle(): Promise<void> {
      names.push(this.clientAddress);
      await this.request.recv();
      this.request.reset();
    }
  }
  await using server = await new ThreadingUnixStreamServer(
    { path: `\0socketbed-test-${process.pid}` },
    Resets,
  ).start();
  await using client = await StreamClient.connect(server.address);
  client.send('hello');
  expect(await client.ending).toBe('end');
  expect(names).toEqual([{ path: '' }]);
});

test('500 clients at once, each with its own answer', async () => {
  await using server = await serve(echo);
  const answers = Array.from({ length: 500 }, async (_, index) => {
    await using client = await StreamClient.connect(server.address);
    return await client.exchange(`client ${index}`);
  });
  expect(await Promise.all(answers)).toEqual(answers.map((_, index) => `client ${index}`));
});
