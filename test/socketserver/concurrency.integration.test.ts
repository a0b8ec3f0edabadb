// Who waits for whom: one at a time, many at once, and in processes and threads of their own.

import { expect, test } from 'vitest';
import {
  BaseRequestHandler,
  ForkingTCPServer,
  type InternetAddress,
  type ServerEvent,
  TCPServer,
  ThreadingTCPServer,
  ThreadingUnixStreamServer,
  UDPServer,
} from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { until } from '../support/until.ts';
import { LineEcho } from './handlers.ts';

const anyPort: InternetAddress = { host: '127.0.0.1', port: 0 };
const module = (name: string): URL => new URL(`./handlers.ts#${name}`, import.meta.url);

/** Notes when a request begins and ends; it ends when the test says so. */
function gated() {
  const log: string[] = [];
  const gates = new Map<string, () => void>();
  class Gated extends BaseRequestHandler {
    override async handle(): Promise<void> {
      const name = (await this.request.recv()).toString();
      log.push(`${name} begins`);
      await new Promise<void>((resolve) => gates.set(name, resolve));
      log.push(`${name} ends`);
    }
  }
  return { log, gates, Gated };
}

async function connectInOrder(address: InternetAddress, names: string[]): Promise<StreamClient[]> {
  const clients: StreamClient[] = [];
  for (const name of names) {
    const client = await StreamClient.connect(address);
    client.send(name);
    clients.push(client);
  }
  return clients;
}

test('a serial server takes one at a time, in the order in which they came', async () => {
  const { log, gates, Gated } = gated();
  await using server = await new TCPServer(anyPort, Gated).start();
  const clients = await connectInOrder(server.address, ['a', 'b', 'c']);
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    await until(`${name} begins`, () => gates.has(name));
    expect(log).toHaveLength(2 * index + 1);
    gates.get(name)?.();
    expect(await clients[index]?.ending).toBe('end');
  }
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a threading server runs them at once; the last may end first', async () => {
  const { log, gates, Gated } = gated();
  await using server = await new ThreadingTCPServer(anyPort, Gated).start();
  await connectInOrder(server.address, ['a', 'b', 'c']);
  await until('all three run', () => gates.size === 3);
  for (const name of ['c', 'b', 'a']) {
    gates.get(name)?.();
    await until(`${name} ends`, () => log.includes(`${name} ends`));
  }
  expect(log.slice(3)).toEqual(['c ends', 'b ends', 'a ends']);
});

test('threadsMax bounds how many run; the next begins when one ends', async () => {
  const { log, gates, Gated } = gated();
  await using server = await new ThreadingTCPServer(anyPort, Gated, { threadsMax: 2 }).start();
  await connectInOrder(server.address, ['a', 'b', 'c']);
  await until('two run', () => gates.size === 2);
  gates.get('b')?.();
  await until('the third runs', () => gates.size === 3);
  expect(log).toEqual(['a begins', 'b begins', 'b ends', 'c begins']);
  gates.get('a')?.();
  gates.get('c')?.();
  await until('all have ended', () => log.length === 6);
});

test('connectionsMax: one more is closed at once and told, and there is room again when one leaves', async () => {
  const events: ServerEvent[] = [];
  const onEvent = (event: ServerEvent): unknown => events.push(event);
  const server = new ThreadingTCPServer(anyPort, LineEcho, { connectionsMax: 2, onEvent });
  await using running = await server.start({ pollIntervalMs: 5 });
  await using first = await StreamClient.connect(running.address);
  await using second = await StreamClient.connect(running.address);
  await first.exchange('1\n');
  await second.exchange('2\n');
  await using third = await StreamClient.connect(running.address);
  expect(await third.ending).toMatch(/^(end|ECONNRESET)$/);
  await until('it is told', () => events.length > 0);
  expect(events).toEqual([{ event: 'connections-dropped', count: 1, connectionsMax: 2 }]);
  first.end();
  await first.ending;
  await until('the first has left', () => server.activeRequests === 1);
  await using fourth = await StreamClient.connect(running.address);
  expect(await fourth.exchange('4\n')).toBe('4\n');
});

test('idleTimeoutMs closes a silent connection and leaves a talking one alone', async () => {
  const events: ServerEvent[] = [];
  await using server = await new ThreadingTCPServer(anyPort, LineEcho, {
    idleTimeoutMs: 200,
    onEvent: (event) => events.push(event),
  }).start();
  await using silent = await StreamClient.connect(server.address);
  await using talking = await StreamClient.connect(server.address);
  let over = false;
  silent.ending.then(() => {
    over = true;
  });
  while (!over) expect(await talking.exchange('still here\n')).toBe('still here\n');
  expect(await talking.exchange('and now\n')).toBe('and now\n');
  expect(events).toMatchObject([{ event: 'connection-lost', error: { code: 'ETIMEDOUT' } }]);
});

test('a datagram server loses what does not fit its queue, and says how much', async () => {
  const events: ServerEvent[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const handled: string[] = [];
  class Slow extends BaseRequestHandler<{ data: Buffer }> {
    override async handle(): Promise<void> {
      handled.push(this.request.data.toString());
      await gate;
    }
  }
  const server = new UDPServer(anyPort, Slow, {
    requestQueueSize: 2,
    onEvent: (event) => events.push(event),
  });
  await using running = await server.start({ pollIntervalMs: 5 });
  const sender = new UDPServer(anyPort, Slow);
  await sender.listen();
  for (const text of ['1', '2', '3', '4', '5']) await sender.sendTo(text, running.address);
  await until('the loss is told', () => events.length > 0);
  open();
  await until('the queue is served', () => handled.length === 3);
  expect(handled).toEqual(['1', '2', '3']);
  expect(events).toEqual([{ event: 'datagrams-dropped', count: 2, requestQueueSize: 2 }]);
  await sender.serverClose();
});

test('a datagram longer than maxPacketSize is cut and marked', async () => {
  const seen: [number, boolean][] = [];
  class Measure extends BaseRequestHandler<{ data: Buffer; truncated: boolean }> {
    override handle(): void {
      seen.push([this.request.data.length, this.request.truncated]);
    }
  }
  await using running = await new UDPServer(anyPort, Measure).start();
  const sender = new UDPServer(anyPort, Measure);
  await sender.listen();
  await sender.sendTo(Buffer.alloc(8192), running.address);
  await sender.sendTo(Buffer.alloc(8193), running.address);
  await until('both came', () => seen.length === 2);
  expect(seen).toEqual([
    [8192, false],
    [8192, true],
  ]);
  await expect(sender.sendTo(Buffer.alloc(70_000), running.address)).rejects.toMatchObject({
    code: 'EMSGSIZE',
  });
  await sender.serverClose();
});

/** `pid/thread` of whoever serves each of `count` clients that are connected at the same time. */
async function whoServes(address: InternetAddress, count: number): Promise<string[]> {
  const clients: StreamClient[] = [];
  const served: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = await StreamClient.connect(address);
    clients.push(client);
    let answer = '';
    while (!answer.endsWith('\n')) answer += (await client.receive(1)).toString();
    served.push(answer.trim());
  }
  for (const client of clients) {
    client.end();
    await client.ending;
  }
  return served;
}

test('forking: each request has a process of its own, and none is left', async () => {
  const server = new ForkingTCPServer(anyPort, module('WhereAmI'));
  const running = await server.start();
  const served = await whoServes(running.address, 3);
  expect(new Set(served).size).toBe(3);
  expect(served).not.toContain(`${process.pid}/0`);
  await until('the requests are over', () => server.activeRequests === 0);
  await running.stop();
  for (const pid of served.map((name) => Number.parseInt(name, 10))) {
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }
});

test('forking: at maxChildren the next request waits for a child to end', async () => {
  const server = new ForkingTCPServer(anyPort, module('LineEcho'), { maxChildren: 2 });
  await using running = await server.start();
  await using first = await StreamClient.connect(running.address);
  await using second = await StreamClient.connect(running.address);
  await first.exchange('1\n');
  await second.exchange('2\n');
  await using third = await StreamClient.connect(running.address);
  third.send('3\n');
  await second.exchange('still two\n');
  expect(server.activeRequests).toBe(2);
  first.end();
  expect((await third.receive(2)).toString()).toBe('3\n');
});

test('warm children are kept: many requests, the same processes', async () => {
  const server = new ForkingTCPServer(anyPort, module('WhereAmI'), { warmChildren: 2, requestsPerChild: 2 });
  await using running = await server.start();
  const together = await whoServes(running.address, 4);
  const later = await whoServes(running.address, 4);
  expect(new Set([...together, ...later]).size).toBe(2);
});

test('workers are threads of this process', async () => {
  await using running = await new ThreadingTCPServer(anyPort, LineEcho, {
    workers: { handlerModule: module('WhereAmI'), count: 2 },
  }).start();
  const served = await whoServes(running.address, 4);
  expect(new Set(served).size).toBe(2);
  for (const name of served) expect(name).toMatch(new RegExp(`^${process.pid}/[1-9]`));
});

test('a handler that computes in a worker does not hold up the server', async () => {
  await using running = await new ThreadingTCPServer(anyPort, LineEcho, {
    workers: { handlerModule: module('Computing'), count: 2 },
  }).start();
  await using long = await StreamClient.connect(running.address);
  await using short = await StreamClient.connect(running.address);
  let longDone = false;
  long.send('2000\n');
  const answer = long.receive(5).then(() => {
    longDone = true;
  });
  short.send('1\n');
  expect((await short.receive(5)).toString()).toBe('done\n');
  expect(longDone).toBe(false);
  await answer;
});

test('an error in a child is reported by the server, which serves on', async () => {
  const events: ServerEvent[] = [];
  await using running = await new ForkingTCPServer(anyPort, module('Failing'), {
    onEvent: (event) => events.push(event),
  }).start();
  await using client = await StreamClient.connect(running.address);
  expect(await client.ending).toBe('end');
  await until('it is told', () => events.length > 0);
  expect(events).toMatchObject([
    { event: 'request-failed', error: { name: 'RangeError', message: 'this handler always fails' } },
  ]);
});

test('a child that is killed fails its request only; the next one gets a new child', async () => {
  const events: ServerEvent[] = [];
  await using running = await new ForkingTCPServer(anyPort, module('Crashing'), {
    warmChildren: 1,
    onEvent: (event) => events.push(event),
  }).start();
  for (let round = 1; round <= 2; round += 1) {
    await using client = await StreamClient.connect(running.address);
    client.send('hello');
    expect(await client.ending).toMatch(/^(end|ECONNRESET)$/);
    await until('it is told', () => events.length === round);
  }
  expect(events[1]).toMatchObject({
    event: 'request-failed',
    error: { code: 'HANDLER_GONE', message: /SIGKILL/ },
  });
});

test('a handler module that does not load, or exports no handler, is an error that names it', async () => {
  const events: ServerEvent[] = [];
  await using running = await new ForkingTCPServer(anyPort, module('NoSuchExport'), {
    onEvent: (event) => events.push(event),
  }).start();
  await using client = await StreamClient.connect(running.address);
  expect(await client.ending).toMatch(/^(end|ECONNRESET)$/);
  await until('it is told', () => events.length > 0);
  expect(events).toMatchObject([
    { event: 'request-failed', error: { message: /no request handler class as NoSuch/ } },
  ]);
});

test('sockets that Node cannot move to a thread are refused at the start, with advice', async () => {
  const workers = { handlerModule: module('LineEcho'), count: 1 };
  const unix = new ThreadingUnixStreamServer({ path: `\0socketbed-${process.pid}` }, LineEcho, { workers });
  await expect(unix.start()).rejects.toMatchObject({ code: 'UNSUPPORTED', advice: /without workers/ });
  const tls = new ForkingTCPServer(anyPort, module('LineEcho'), { tls: {} });
  await expect(tls.start()).rejects.toMatchObject({ code: 'UNSUPPORTED', message: /a TLS connection/ });
});
