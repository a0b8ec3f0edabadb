// The probe as its testbed sees it: a child process, commands into its stdin, answers out of its stdout.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { splitLines } from '../../../services/probe/lines.ts';
import type { Transport } from '../../../src/errors/transport.ts';
import type {
  EncodedOutcome,
  ProbeAddress,
  ProbeAnswer,
  ProbeCommand,
  SocketOptions,
} from '../../../src/protocol/probe.ts';
import { type Ended, root } from '../program.ts';

/** Longer than anything should take, and shorter than the test's own deadline. */
export const patienceMs = 10_000;

/** They are full at once when nobody reads. */
export const smallBuffers = { receiveBufferBytes: 4096, sendBufferBytes: 4096 } as const;

interface DriverOptions {
  /** Runs the probe as this user. */
  readonly uid?: number;
  /** RLIMIT_NOFILE. */
  readonly descriptorsMax?: number;
}

type ReceiveOptions = Partial<Omit<Extract<ProbeCommand, { op: 'receive' }>, 'op' | 'socket'>>;

export class Driver implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  readonly lines: string[] = [];
  stderr = '';
  readonly #waiting = new Map<number, PromiseWithResolvers<ProbeAnswer>>();
  readonly #ready = Promise.withResolvers<void>();
  #lastId = 0;
  #lastSocket = 0;

  private constructor({ uid, descriptorsMax }: DriverOptions) {
    const program = [process.execPath, ...(uid === undefined ? ['services/probe.ts'] : asUser(uid))];
    const [command = '', ...args] =
      descriptorsMax === undefined
        ? program
        : ['sh', '-c', `ulimit -n ${descriptorsMax}; exec "$@"`, 'sh', ...program];
    this.child = spawn(command, args, { cwd: root, env: { PATH: process.env.PATH } });
    this.child.stdout.on(
      'data',
      splitLines((line) => this.#take(line)),
    );
    this.child.stderr.on('data', (data: Buffer) => {
      this.stderr += data.toString();
    });
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        const error = new Error(`the probe ended with ${code ?? signal}\n${this.stderr}`);
        this.#ready.reject(error);
        for (const { reject } of this.#waiting.values()) reject(error);
        resolve({ code, signal });
      });
    });
  }

  static async start(options: DriverOptions = {}): Promise<Driver> {
    const driver = new Driver(options);
    await driver.#ready.promise;
    return driver;
  }

  write(text: string): void {
    this.child.stdin.write(text);
  }

  request(command: ProbeCommand): Promise<ProbeAnswer> {
    this.#lastId += 1;
    const waiting = Promise.withResolvers<ProbeAnswer>();
    this.#waiting.set(this.#lastId, waiting);
    this.write(`${JSON.stringify({ id: this.#lastId, ...command })}\n`);
    return waiting.promise;
  }

  async outcome(command: ProbeCommand): Promise<EncodedOutcome> {
    const answer = await this.request(command);
    if (!('outcome' in answer)) throw new Error(`no outcome: ${JSON.stringify(answer)}`);
    return answer.outcome;
  }

  async closeAll(): Promise<number> {
    const answer = await this.request({ op: 'closeAll' });
    return 'open' in answer ? answer.open : Number.NaN;
  }

  socket(transport: Transport, options: SocketOptions = {}): TestSocket {
    const socket = this.newSocket();
    this.outcome({ op: 'socket', socket: socket.number, transport, options });
    return socket;
  }

  newSocket(): TestSocket {
    this.#lastSocket += 1;
    return new TestSocket(this, this.#lastSocket);
  }

  ask(
    transport: Transport,
    to: ProbeAddress,
    data: string,
    more: { readonly timeoutMs?: number; readonly bytes?: number; readonly options?: SocketOptions } = {},
  ): Promise<EncodedOutcome> {
    const defaults = { timeoutMs: patienceMs, options: {} };
    return this.outcome({ op: 'ask', transport, to, data: base64(data), ...defaults, ...more });
  }

  /** A socket that listens, or is bound, on loopback or at `path`; and its address. */
  async server(
    transport: Transport,
    { path, backlog = 16, host = '127.0.0.1', ...options }: ServerOptions = {},
  ): Promise<Server> {
    const socket = this.socket(transport, options);
    const bound = await socket.bind(path === undefined ? { host, port: 0 } : { path });
    if (bound.kind !== 'bound') throw new Error(`not bound: ${JSON.stringify(bound)}`);
    if (transport === 'tcp' || transport === 'unix-stream') await socket.listen(backlog);
    const port = Number(bound.local.slice(bound.local.lastIndexOf(':') + 1));
    return { socket, at: path === undefined ? { host, port } : { path } };
  }

  /** Both ends of a connection. */
  async pair(transport: Transport, options: ServerOptions = {}): Promise<Pair> {
    const server = await this.server(transport, options);
    const { path: _path, backlog: _backlog, host: _host, ...own } = options;
    const client = this.socket(transport, own);
    expect(await client.connect(server.at)).toMatchObject({ kind: 'connected' });
    const { connection } = await server.socket.accept();
    return { client, server: connection, listener: server.socket };
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
  }

  #take(line: string): void {
    this.lines.push(line);
    const answer: ProbeAnswer | { readonly event: string } = JSON.parse(line);
    if ('event' in answer) {
      this.#ready.resolve();
      return;
    }
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }
}

/** Becomes that user when all is loaded: it may not read this directory. */
function asUser(uid: number): string[] {
  const script = `
    import { runProbe } from './services/probe.ts';
    process.setgid(${uid});
    process.setuid(${uid});
    process.exit(await runProbe(new AbortController().signal));`;
  return ['--input-type=module', '-e', script];
}

interface ServerOptions extends SocketOptions {
  readonly path?: string;
  readonly backlog?: number;
  readonly host?: string;
}

interface Server {
  readonly socket: TestSocket;
  readonly at: ProbeAddress;
}

interface Pair {
  readonly client: TestSocket;
  readonly server: TestSocket;
  readonly listener: TestSocket;
}

/** One of the probe's sockets, by its number. */
export class TestSocket {
  readonly number: number;
  readonly #driver: Driver;

  constructor(driver: Driver, number: number) {
    this.#driver = driver;
    this.number = number;
  }

  bind(to: ProbeAddress): Promise<EncodedOutcome> {
    return this.#driver.outcome({ op: 'bind', socket: this.number, to });
  }

  listen(backlog = 16): Promise<EncodedOutcome> {
    return this.#driver.outcome({ op: 'listen', socket: this.number, backlog });
  }

  async accept(
    timeoutMs = patienceMs,
  ): Promise<{ readonly outcome: EncodedOutcome; readonly connection: TestSocket }> {
    const connection = this.#driver.newSocket();
    const as = connection.number;
    const outcome = await this.#driver.outcome({ op: 'accept', socket: this.number, as, timeoutMs });
    return { outcome, connection };
  }

  connect(to: ProbeAddress, timeoutMs = patienceMs): Promise<EncodedOutcome> {
    return this.#driver.outcome({ op: 'connect', socket: this.number, to, timeoutMs });
  }

  send(
    data: string | Uint8Array,
    more: { readonly to?: ProbeAddress; readonly timeoutMs?: number } = {},
  ): Promise<EncodedOutcome> {
    const encoded = base64(data);
    return this.#driver.outcome({
      ...{ op: 'send', socket: this.number, data: encoded, timeoutMs: patienceMs },
      ...more,
    });
  }

  receive(options: ReceiveOptions = {}): Promise<EncodedOutcome> {
    return this.#driver.outcome({
      ...{ op: 'receive', socket: this.number, timeoutMs: patienceMs },
      ...options,
    });
  }

  shutdown(how: 'send' | 'receive' | 'both'): Promise<EncodedOutcome> {
    return this.#driver.outcome({ op: 'shutdown', socket: this.number, how });
  }

  close(): Promise<EncodedOutcome> {
    return this.#driver.outcome({ op: 'close', socket: this.number });
  }

  reset(): Promise<EncodedOutcome> {
    return this.#driver.outcome({ op: 'reset', socket: this.number });
  }
}

export function base64(data: string | Uint8Array): string {
  return Buffer.from(data).toString('base64');
}

/** What `receive` gives for this text. */
export function received(text: string): { readonly kind: 'received'; readonly data: string } {
  return { kind: 'received', data: base64(text) };
}

/** One probe for all tests of a file; what a test leaves open is closed after it. */
export function sharedDriver(options: DriverOptions = {}): () => Driver {
  let driver: Driver | undefined;
  beforeAll(async () => {
    driver = await Driver.start(options);
  });
  afterEach(() => driver?.closeAll());
  afterAll(() => driver?.[Symbol.asyncDispose]());
  return () => {
    if (driver === undefined) throw new Error('the probe has not started');
    return driver;
  };
}
