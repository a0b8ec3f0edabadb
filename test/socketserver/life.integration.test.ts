// The life of a server and of a request: which hook is called, in which order, and what the client sees.

import { expect, test } from 'vitest';
import {
  BaseRequestHandler,
  type Connection,
  type InternetAddress,
  type RequestHandlerClass,
  type ServerEvent,
  SystemExit,
  TCPServer,
  type TCPServerOptions,
  ThreadingTCPServer,
} from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { until } from '../support/until.ts';
import { Failing, LineEcho } from './handlers.ts';

const anyPort: InternetAddress = { host: '127.0.0.1', port: 0 };

/** A server and a handler that write down what is called. */
function recording(options: TCPServerOptions & { failIn?: 'setup' | 'handle' | 'finish' | 'verify' } = {}) {
  const calls: string[] = [];
  const events: ServerEvent[] = [];
  class Recorder extends BaseRequestHandler {
    override setup(): void {
      this.#step('setup');
    }
    override handle(): void {
      this.#step('handle');
    }
    override finish(): void {
      this.#step('finish');
    }
    #step(name: string): void {
      calls.push(name);
      if (options.failIn === name) throw new RangeError(`${name} fails`);
    }
  }
  class RecordingServer extends TCPServer {
    override serverBind() {
      calls.push('serverBind');
      return super.serverBind();
    }
    override serverActivate() {
      calls.push('serverActivate');
      return super.serverActivate();
    }
    override verifyRequest(request: Connection, address: InternetAddress) {
      calls.push('verifyRequest');
      if (options.failIn === 'verify') throw new RangeError('verify fails');
      return super.verifyRequest(request, address);
    }
    override processRequest(request: Connection, address: InternetAddress) {
      calls.push('processRequest');
      return super.processRequest(request, address);
    }
    override finishRequest(request: Connection, address: InternetAddress) {
      calls.push('finishRequest');
      return super.finishRequest(request, address);
    }
    override handleError(error: unknown, request: Connection, address: InternetAddress) {
      calls.push('handleError');
      return super.handleError(error, request, address);
    }
    override shutdownRequest(request: Connection) {
      calls.push('shutdownRequest');
      return super.shutdownRequest(request);
    }
  }
  const server = new RecordingServer(anyPort, Recorder, {
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { server, calls, events };
}

async function serveOne(recorded: ReturnType<typeof recording>): Promise<string> {
  await using running = await recorded.server.start();
  await using client = await StreamClient.connect(running.address);
  return await client.ending;
}

const before = ['serverBind', 'serverActivate', 'verifyRequest', 'processRequest', 'finishRequest'];

test('a request passes its hooks in the order of Python', async () => {
  const recorded = recording();
  expect(await serveOne(recorded)).toBe('end');
  expect(recorded.calls).toEqual([...before, 'setup', 'handle', 'finish', 'shutdownRequest']);
});

test.each([
  ['setup', ['setup', 'handleError', 'shutdownRequest']],
  ['handle', ['setup', 'handle', 'finish', 'handleError', 'shutdownRequest']],
  ['finish', ['setup', 'handle', 'finish', 'handleError', 'shutdownRequest']],
] as const)(
  'when %s throws, finish runs only if setup succeeded, and the server goes on',
  async (failIn, after) => {
    const recorded = recording({ failIn });
    expect(await serveOne(recorded)).toBe('end');
    expect(recorded.calls).toEqual([...before, ...after]);
    expect(recorded.events).toMatchObject([
      { event: 'request-failed', error: { message: `${failIn} fails` } },
    ]);
  },
);

test('a verifyRequest that throws turns its request away and does not end the server', async () => {
  const { server, calls, events } = recording({ failIn: 'verify' });
  await using running = await server.start();
  for (let client = 1; client <= 2; client += 1) {
    await using refused = await StreamClient.connect(running.address);
    expect(await refused.ending).toBe('end');
  }
  expect(calls.filter((call) => call === 'handle')).toEqual([]);
  expect(events.map(({ event }) => event)).toEqual(['request-failed', 'request-failed']);
});

test('verifyRequest turns away what it does not like, also when it takes its time', async () => {
  let admit = false;
  class Doorkeeper extends ThreadingTCPServer {
    override async verifyRequest() {
      return admit;
    }
  }
  await using running = await new Doorkeeper(anyPort, LineEcho).start();
  await using stranger = await StreamClient.connect(running.address);
  expect(await stranger.ending).toBe('end');
  admit = true;
  await using friend = await StreamClient.connect(running.address);
  expect(await friend.exchange('hello\n')).toBe('hello\n');
});

test('a handleError that throws itself does not end the server', async () => {
  const events: ServerEvent[] = [];
  class Clumsy extends ThreadingTCPServer {
    override handleError(): void {
      throw new TypeError('the error hook fails');
    }
  }
  await using running = await new Clumsy(anyPort, Failing, {
    onEvent: (event) => events.push(event),
  }).start();
  for (let client = 1; client <= 2; client += 1) {
    await using victim = await StreamClient.connect(running.address);
    expect(await victim.ending).toBe('end');
  }
  expect(events).toMatchObject([
    { event: 'request-failed', error: { message: 'the error hook fails' } },
    { event: 'request-failed', error: { message: 'the error hook fails' } },
  ]);
});

test('a handler class without handle: the client is closed, the log names the class, the server serves on', async () => {
  // What plain JavaScript can do; TypeScript refuses the class (see the next test).
  const source = 'export default (Base) => class Forgetful extends Base {}';
  const { default: forget } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const Forgetful: RequestHandlerClass<Connection, InternetAddress> = forget(BaseRequestHandler);
  const events: ServerEvent[] = [];
  await using running = await new ThreadingTCPServer(anyPort, Forgetful, {
    onEvent: (event) => events.push(event),
  }).start();
  for (let round = 1; round <= 2; round += 1) {
    await using client = await StreamClient.connect(running.address);
    client.send('hello');
    expect(await client.ending).toMatch(/^(end|ECONNRESET)$/);
  }
  expect(events).toMatchObject([
    { event: 'request-failed', error: { code: 'HANDLER_WITHOUT_HANDLE', message: /class Forgetful/ } },
    { event: 'request-failed', error: { code: 'HANDLER_WITHOUT_HANDLE' } },
  ]);
});

test('a handler class without handle does not pass the type checker', () => {
  // @ts-expect-error: handle is abstract
  class Forgetful extends BaseRequestHandler {}
  // @ts-expect-error: and an abstract class is no handler
  new TCPServer(anyPort, BaseRequestHandler);
  expect(Forgetful.prototype.handle).toBeUndefined();
});

test('what a plain JavaScript handle returns is ignored', async () => {
  const source = 'export default (Base) => class Counts extends Base { handle() { return 5; } }';
  const { default: make } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const events: ServerEvent[] = [];
  const onEvent = (event: ServerEvent): unknown => events.push(event);
  await using running = await new ThreadingTCPServer(anyPort, make(BaseRequestHandler), { onEvent }).start();
  await using client = await StreamClient.connect(running.address);
  expect(await client.ending).toBe('end');
  expect(events).toEqual([]);
});

test('SystemExit ends a serial server and is what serveForever rejects with', async () => {
  class Quits extends BaseRequestHandler {
    override handle(): void {
      throw new SystemExit('enough');
    }
  }
  const server = new TCPServer(anyPort, Quits);
  await server.listen();
  const serving = server.serveForever();
  await using client = await StreamClient.connect(server.serverAddress);
  await expect(serving).rejects.toThrow('enough');
  expect(await client.ending).toBe('end');
  await server.serverClose();
});

test('SystemExit under threading ends only its own request, without a report', async () => {
  const events: ServerEvent[] = [];
  class QuitsOnce extends LineEcho {
    override async handle(): Promise<void> {
      if ((await this.rfile.readline()).toString() === 'quit\n') throw new SystemExit();
      await this.wfile.write('still here\n');
    }
  }
  await using running = await new ThreadingTCPServer(anyPort, QuitsOnce, {
    onEvent: (event) => events.push(event),
  }).start();
  await using quitter = await StreamClient.connect(running.address);
  quitter.send('quit\n');
  expect(await quitter.ending).toBe('end');
  await using other = await StreamClient.connect(running.address);
  other.send('go on\n');
  expect((await other.receive(11)).toString()).toBe('still here\n');
  expect(events).toEqual([]);
});

test('shutdown ends serveForever at once, and serveForever may be called again', async () => {
  const server = new ThreadingTCPServer(anyPort, LineEcho);
  await server.listen();
  for (let round = 1; round <= 3; round += 1) {
    // A poll interval of an hour: nothing here waits for it.
    const serving = server.serveForever({ pollIntervalMs: 3_600_000 });
    await using client = await StreamClient.connect(server.serverAddress);
    expect(await client.exchange('hello\n')).toBe('hello\n');
    await server.shutdown();
    await serving;
  }
  await server.serverClose();
  await expect(StreamClient.connect(server.serverAddress)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('twenty servers, each shut down right after serveForever was called, all end', async () => {
  const servers = Array.from({ length: 20 }, () => new TCPServer(anyPort, LineEcho));
  const ended = servers.map(async (server) => {
    const serving = server.serveForever();
    await server.shutdown();
    await serving;
    await server.serverClose();
  });
  await Promise.all(ended);
});

test('shutdown before serveForever and after its end does not spoil the next serveForever', async () => {
  const server = new ThreadingTCPServer(anyPort, LineEcho);
  await server.shutdown();
  await using running = await server.start();
  await using client = await StreamClient.connect(running.address);
  expect(await client.exchange('hello\n')).toBe('hello\n');
});

test('handleRequest serves exactly one request', async () => {
  await using server = new TCPServer(anyPort, LineEcho);
  await server.listen();
  await using first = await StreamClient.connect(server.serverAddress);
  await using second = await StreamClient.connect(server.serverAddress);
  second.send('second\n');
  const one = server.handleRequest();
  expect(await first.exchange('first\n')).toBe('first\n');
  first.end();
  await one;
  const two = server.handleRequest();
  expect((await second.receive(7)).toString()).toBe('second\n');
  second.end();
  await two;
});

test('handleRequest calls handleTimeout when nobody comes, and not when somebody does', async () => {
  let timeouts = 0;
  class Impatient extends TCPServer {
    override handleTimeout(): void {
      timeouts += 1;
    }
  }
  await using server = new Impatient(anyPort, Failing, { timeoutMs: 20, onEvent: () => {} });
  await server.handleRequest();
  expect(timeouts).toBe(1);
  await using client = await StreamClient.connect(server.serverAddress);
  await server.handleRequest();
  expect(await client.ending).toBe('end');
  expect(timeouts).toBe(1);
});

test('serviceActions is called while idle and after each request', async () => {
  let calls = 0;
  class Busy extends ThreadingTCPServer {
    override serviceActions(): void {
      calls += 1;
    }
  }
  const server = new Busy(anyPort, LineEcho);
  await using running = await server.start({ pollIntervalMs: 5 });
  await until('three idle calls', () => calls >= 3);
  await running.stop();

  calls = 0;
  await using quiet = await new Busy(anyPort, LineEcho).start({ pollIntervalMs: 3_600_000 });
  await using client = await StreamClient.connect(quiet.address);
  await client.exchange('hello\n');
  expect(calls).toBe(1);
});

test('a server that serves already, and one that is closed, say so', async () => {
  const server = new TCPServer(anyPort, LineEcho);
  const running = await server.start();
  await expect(server.serveForever()).rejects.toMatchObject({ code: 'SERVER_STATE' });
  await expect(server.handleRequest()).rejects.toMatchObject({ code: 'SERVER_STATE' });
  await running.stop();
  await running.stop();
  await expect(server.serveForever()).rejects.toMatchObject({ code: 'SERVER_STATE', message: /is closed/ });
});

test('fileno is the descriptor of the listening socket while there is one', async () => {
  const server = new TCPServer(anyPort, LineEcho);
  expect(server.fileno()).toBe(-1);
  const running = await server.start();
  expect(server.fileno()).toBeGreaterThan(2);
  await running.stop();
  expect(server.fileno()).toBe(-1);
});
