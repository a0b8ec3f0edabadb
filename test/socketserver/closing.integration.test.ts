// How a server ends: what it waits for, what it cuts off, and what it says about it.

import { expect, test } from 'vitest';
import {
  BaseRequestHandler,
  ForkingTCPServer,
  type InternetAddress,
  type ServerEvent,
  TCPServer,
  ThreadingTCPServer,
} from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { until } from '../support/until.ts';
import { LineEcho } from './handlers.ts';

const anyPort: InternetAddress = { host: '127.0.0.1', port: 0 };
const lineEcho = new URL('./handlers.ts#LineEcho', import.meta.url);

test('a request that is running may end: its client gets the whole answer after the stop began', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  class Slow extends BaseRequestHandler {
    override async handle(): Promise<void> {
      await this.request.recv();
      await gate;
      await this.request.sendAll('the answer');
    }
  }
  const server = new ThreadingTCPServer(anyPort, Slow);
  const running = await server.start();
  await using client = await StreamClient.connect(running.address);
  client.send('question');
  await until('the request runs', () => server.activeRequests === 1);
  const stopped = running.stop();
  await expect(StreamClient.connect(running.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  open();
  expect((await client.receiveAll()).toString()).toBe('the answer');
  expect(await client.ending).toBe('end');
  expect(await stopped).toEqual({ drained: true, heldUpBy: [] });
});

test('at the deadline what still runs is cut off, and named', async () => {
  const events: ServerEvent[] = [];
  const server = new ThreadingTCPServer(anyPort, LineEcho, { onEvent: (event) => events.push(event) });
  const running = await server.start();
  await using client = await StreamClient.connect(running.address);
  await client.exchange('hello\n');
  const report = await running.stop({ deadlineMs: 20 });
  const clientAddress = { host: '127.0.0.1', port: client.socket.localPort };
  expect(report).toMatchObject({ drained: false, heldUpBy: [{ clientAddress }] });
  expect(events[0]).toMatchObject({ event: 'drain-deadline', deadlineMs: 20, heldUpBy: [{ clientAddress }] });
  expect(await client.ending).toBe('ECONNRESET');
});

test('idle: end lets handlers that wait for their clients finish in good order', async () => {
  const running = await new ThreadingTCPServer(anyPort, LineEcho).start();
  await using client = await StreamClient.connect(running.address);
  await client.exchange('hello\n');
  expect(await running.stop({ idle: 'end' })).toEqual({ drained: true, heldUpBy: [] });
  expect(await client.ending).toBe('end');
});

test('idle: end reaches handlers in child processes too', async () => {
  const running = await new ForkingTCPServer(anyPort, lineEcho, { warmChildren: 1 }).start();
  await using client = await StreamClient.connect(running.address);
  await client.exchange('hello\n');
  expect(await running.stop({ idle: 'end' })).toEqual({ drained: true, heldUpBy: [] });
  expect(await client.ending).toBe('end');
});

test('a child that does not end is cut off at the deadline', async () => {
  const running = await new ForkingTCPServer(anyPort, lineEcho, { onEvent: () => {} }).start();
  await using client = await StreamClient.connect(running.address);
  await client.exchange('hello\n');
  expect(await running.stop({ deadlineMs: 20 })).toMatchObject({ drained: false });
  expect(await client.ending).toMatch(/^(end|ECONNRESET)$/);
});

test('a handler that never ends does not hold the stop of a serial server beyond its deadline', async () => {
  class Endless extends BaseRequestHandler {
    override handle(): Promise<void> {
      return new Promise(() => {});
    }
  }
  const server = new TCPServer(anyPort, Endless, { onEvent: () => {} });
  const running = await server.start();
  await using client = await StreamClient.connect(running.address);
  await until('the request runs', () => server.activeRequests === 1);
  expect(await running.stop({ deadlineMs: 20 })).toMatchObject({ drained: false });
  expect(await client.ending).toBe('ECONNRESET');
});

test('connections that a serial server has not yet served are closed when it stops', async () => {
  const server = new TCPServer(anyPort, LineEcho);
  const running = await server.start();
  await using served = await StreamClient.connect(running.address);
  await served.exchange('hello\n');
  await using waiting = await StreamClient.connect(running.address);
  waiting.send('me too\n');
  const stopped = running.stop({ idle: 'end' });
  expect(await served.ending).toBe('end');
  expect(await waiting.ending).toBe('ECONNRESET');
  expect((await stopped).drained).toBe(true);
});

test.each([
  ['blockOnClose: false', () => new ThreadingTCPServer(anyPort, LineEcho, { blockOnClose: false })],
  ['daemonThreads', () => new ThreadingTCPServer(anyPort, LineEcho, { daemonThreads: true })],
  ['forking', () => new ForkingTCPServer(anyPort, lineEcho, { blockOnClose: false })],
  ['warm children', () => new ForkingTCPServer(anyPort, lineEcho, { blockOnClose: false, warmChildren: 2 })],
])('%s: closing does not wait, and what runs goes on', async (_name, make) => {
  const server = make();
  const running = await server.start();
  await using client = await StreamClient.connect(running.address);
  await client.exchange('hello\n');
  await running.stop();
  expect(server.activeRequests).toBe(1);
  expect(await client.exchange('still served\n')).toBe('still served\n');
  client.end();
  await client.ending;
  await until('the request is over', () => server.activeRequests === 0);
});

test('serverClose ends serveForever too', async () => {
  const server = new ThreadingTCPServer(anyPort, LineEcho);
  await server.listen();
  const serving = server.serveForever();
  await server.serverClose();
  await serving;
});

test('leaving the scope of a running server stops it', async () => {
  let address: InternetAddress;
  {
    await using running = await new ThreadingTCPServer(anyPort, LineEcho).start();
    address = running.address;
    await using client = await StreamClient.connect(address);
    await client.exchange('hello\n');
    client.end();
    await client.ending;
  }
  await expect(StreamClient.connect(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
