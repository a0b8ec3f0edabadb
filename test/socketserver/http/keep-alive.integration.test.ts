// Connections that outlive a request: who may keep one, who has to give way, and what becomes of it.

import { expect, test } from 'vitest';
import { HTTPServer, type ServerEvent, ThreadingHTTPServer } from '../../../src/socketserver/index.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { until } from '../../support/until.ts';
import { HelloHandler, QuietHandler } from './handlers.ts';
import { get, rawRequest } from './raw-request.ts';

const anyPort = { host: '127.0.0.1', port: 0 };
const keepAlive = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

test('a kept-alive connection of a serial server gives way to another client', async () => {
  await using server = await new HTTPServer(anyPort, HelloHandler).start();
  await using first = await StreamClient.connect(server.address);
  first.send(keepAlive);
  const head = (await first.receive(15)).toString();
  expect(head).toBe('HTTP/1.1 200 OK');
  // Without that the second would wait for the first one's keep-alive timeout.
  expect((await rawRequest(server.address, get('/second'))).text).toContain('hello /second');
  expect(await first.ending).toBe('end');
});

test('under a crowd a serial server answers each client, one after the other, and says that it closes', async () => {
  let running = 0;
  let most = 0;
  class Counting extends QuietHandler {
    async do_GET(): Promise<void> {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      this.answer('x');
    }
  }
  await using server = await new HTTPServer(anyPort, Counting).start();
  const answers = await Promise.all(Array.from({ length: 20 }, () => rawRequest(server.address, keepAlive)));
  expect(answers.map(({ statuses }) => statuses)).toEqual(Array(20).fill([200]));
  expect(answers.filter(({ text }) => text.includes('Connection: close')).length).toBeGreaterThan(15);
  expect(most).toBe(1);
});

test('a connection that says nothing gives way to one that does', async () => {
  await using server = await new HTTPServer(anyPort, HelloHandler).start();
  await using spare = await StreamClient.connect(server.address);
  expect((await rawRequest(server.address, get('/'))).statuses).toEqual([200]);
  expect(await spare.ending).toBe('end');
});

test('after its timeout an idle connection is closed', async () => {
  class Impatient extends HelloHandler {
    override readonly keepAliveTimeoutMs = 50;
  }
  await using server = await new ThreadingHTTPServer(anyPort, Impatient).start();
  const { statuses, ending } = await rawRequest(server.address, keepAlive);
  expect([statuses, ending]).toEqual([[200], 'end']);
});

test('a server that stops lets answers end and idle connections go', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  class Slow extends QuietHandler {
    async do_GET(): Promise<void> {
      if (this.path === '/slow') await gate;
      this.answer('the answer');
    }
  }
  const server = new ThreadingHTTPServer(anyPort, Slow);
  const running = await server.start();
  await using idle = await StreamClient.connect(running.address);
  idle.send(keepAlive);
  await idle.receive(15);
  await using busy = await StreamClient.connect(running.address);
  busy.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await until('both are served', () => server.activeRequests === 2);
  const stopped = running.stop();
  expect(await idle.ending).toBe('end');
  open();
  const answer = (await busy.receiveAll()).toString();
  expect(answer).toContain('the answer');
  expect(answer).toContain('Connection: close');
  expect(await stopped).toEqual({ drained: true, heldUpBy: [] });
});

test('pipelined requests are answered in order and one at a time', async () => {
  const order: string[] = [];
  class Ordered extends QuietHandler {
    async do_GET(): Promise<void> {
      order.push(`begin ${this.path}`);
      await new Promise(setImmediate);
      order.push(`end ${this.path}`);
      this.answer(this.path);
    }
  }
  await using server = await new ThreadingHTTPServer(anyPort, Ordered).start();
  const paths = Array.from({ length: 100 }, (_, index) => `/${index}`);
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join('');
  const { statuses } = await rawRequest(server.address, requests + get('/last'));
  expect(statuses).toHaveLength(101);
  expect(order).toEqual([...paths, '/last'].flatMap((path) => [`begin ${path}`, `end ${path}`]));
});

test('what is no request is refused after the requests before it were answered', async () => {
  class Slow extends QuietHandler {
    async do_GET(): Promise<void> {
      await new Promise(setImmediate);
      this.answer('x');
    }
  }
  await using server = await new ThreadingHTTPServer(anyPort, Slow).start();
  const { statuses } = await rawRequest(server.address, `${keepAlive}${keepAlive}no request\r\n\r\n`);
  expect(statuses).toEqual([200, 200, 400]);
});

test('an unread body is not taken for the next request', async () => {
  class Deaf extends QuietHandler {
    do_POST(): void {
      this.answer('not read');
    }
  }
  await using server = await new ThreadingHTTPServer(anyPort, Deaf).start();
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n';
  const post = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`;
  const { statuses } = await rawRequest(server.address, post + get('/'));
  expect(statuses).toEqual([200, 501]);
});

test('a client that resets between two requests is no event', async () => {
  const events: ServerEvent[] = [];
  const server = new ThreadingHTTPServer(anyPort, HelloHandler, { onEvent: (event) => events.push(event) });
  await using running = await server.start();
  const client = await StreamClient.connect(running.address);
  client.send(keepAlive);
  await client.receive(15);
  client.reset();
  await until('the connection is over', () => server.activeRequests === 0);
  expect(events).toEqual([]);
});
