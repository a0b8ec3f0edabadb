// Carries out commands: finds the socket, gives the command its turn there, and makes an outcome of whatever comes.
//
//   request -> turn in the socket's lane -> steps of the command -> kernel -> outcome -> answer

import { setImmediate } from 'node:timers/promises';
import type { ProbeAnswer, ProbeCommand, ProbeRequest } from '../../src/protocol/probe.ts';
import { hasFile } from '../../src/socketserver/socket-file.ts';
import { ask } from './ask.ts';
import { Attempt } from './attempt.ts';
import { call } from './call.ts';
import { HttpClients } from './http-clients.ts';
import { load } from './load.ts';
import { MadeFiles, removeFile } from './made-files.ts';
import { ProbeSocket } from './probe-socket.ts';
import type { Readiness } from './readiness.ts';
import { receive } from './receive.ts';
import { lookUpAll, resolve } from './resolve.ts';
import { closedBefore, failureOf, type Result, step } from './result.ts';
import { sendAll } from './send.ts';
import { Sockets } from './sockets.ts';
import { accept, bind, connect, listen, shutdown } from './steps.ts';
import { askOverTls } from './tls.ts';

type Op = ProbeCommand['op'];
type CommandOf<T extends Op> = Extract<ProbeCommand, { readonly op: T }>;
type AttemptOp = Exclude<Op, 'closeAll'>;
type OfSocket = { readonly op: AttemptOp; readonly socket: number };

/** The system call that a command is about; a send to an address and the parts of `ask` say otherwise. */
const syscallOf = {
  socket: 'socket',
  bind: 'bind',
  listen: 'listen',
  accept: 'accept',
  connect: 'connect',
  send: 'send',
  receive: 'recv',
  shutdown: 'shutdown',
  close: 'close',
  reset: 'close',
  ask: 'connect',
  lookup: 'getaddrinfo',
  tls: 'connect',
  request: 'connect',
  load: 'connect',
  call: 'connect',
  makeFile: 'open',
  removeFile: 'unlink',
} as const satisfies Record<AttemptOp, string>;

export class Commands {
  readonly #readiness: Readiness;
  readonly #sockets = new Sockets();
  readonly #files = new MadeFiles();
  readonly #http = new HttpClients();
  readonly #running = new Set<Attempt>();

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  /** Rejects only on a bug of ours. */
  async answer(request: ProbeRequest): Promise<ProbeAnswer> {
    const { id } = request;
    if (request.op === 'closeAll') return { id, open: await this.closeAll() };
    const attempt = new Attempt(
      syscallOf[request.op],
      'timeoutMs' in request ? request.timeoutMs : undefined,
    );
    this.#running.add(attempt);
    const result = await this.#perform(request, attempt).catch((error: unknown) => failureOf(error, attempt));
    this.#running.delete(attempt);
    return { id, outcome: { ...result, ...attempt.finish() } };
  }

  /** Ends every command, closes every socket, removes their files. Gives how many sockets were open. */
  async closeAll(): Promise<number> {
    for (const attempt of this.#running) attempt.cancel();
    const open = this.#sockets.closeAll();
    this.#files.removeAll();
    this.#http.close();
    // Until then those that were ended have answered and cleaned up.
    await setImmediate();
    return open;
  }

  async #perform(command: CommandOf<AttemptOp>, attempt: Attempt): Promise<Result> {
    switch (command.op) {
      case 'socket':
        return this.#create(command);
      case 'bind':
        return await this.#bind(command, attempt);
      case 'listen': {
        const socket = this.#socketOf(command);
        const { backlog } = command;
        return step(
          'listening',
          await socket.lanes.setUp(attempt, async () => listen(socket, backlog, attempt)),
        );
      }
      case 'accept':
        return await this.#accept(command, attempt);
      case 'connect': {
        const socket = this.#socketOf(command);
        return step(
          'connected',
          await socket.lanes.setUp(attempt, () => connect(socket, command.to, attempt)),
        );
      }
      case 'send':
        return await this.#send(command, attempt);
      case 'receive': {
        const socket = this.#socketOf(command);
        return await socket.lanes.receive(attempt, () => receive(socket, command, attempt));
      }
      case 'shutdown':
        return await this.#shutdown(command, attempt);
      case 'close':
      case 'reset':
        return await this.#close(command);
      case 'ask':
        return await this.#ask(command, attempt);
      case 'lookup':
        return await lookUpAll(command, attempt);
      case 'tls':
        return await askOverTls(command, attempt);
      case 'request':
        return await this.#http.request(command, attempt);
      case 'load':
        return await load(command, attempt);
      case 'call':
        return await call(command, attempt);
      case 'makeFile':
        this.#files.make(command);
        return step('done', { local: command.path });
      case 'removeFile':
        removeFile(command.path);
        return step('done', { local: command.path });
    }
  }

  #socketOf({ op, socket }: Extract<ProbeCommand, OfSocket>): ProbeSocket {
    return this.#sockets.get(socket, syscallOf[op]);
  }

  #create({ socket: number, transport, options }: CommandOf<'socket'>): Result {
    const socket = new ProbeSocket(this.#readiness, transport, options);
    this.#sockets.add(number, socket, 'socket');
    return step('done', socket.ends());
  }

  async #bind(command: CommandOf<'bind'>, attempt: Attempt): Promise<Result> {
    const socket = this.#socketOf(command);
    const { to } = command;
    const ends = await socket.lanes.setUp(attempt, () => bind(socket, to, attempt));
    if ('path' in to && to.path !== '' && hasFile(to.path)) this.#sockets.keepFile(to.path);
    return step('bound', ends);
  }

  async #accept(command: CommandOf<'accept'>, attempt: Attempt): Promise<Result> {
    const socket = this.#socketOf(command);
    const keep = (connection: ProbeSocket) => this.#sockets.add(command.as, connection, 'accept');
    return step('accepted', await socket.lanes.receive(attempt, () => accept(socket, keep, attempt)));
  }

  async #send(command: CommandOf<'send'>, attempt: Attempt): Promise<Result> {
    const socket = this.#socketOf(command);
    const { to } = command;
    if (to !== undefined) attempt.syscall = 'sendto';
    const data = Buffer.from(command.data, 'base64');
    attempt.sent = 0;
    await socket.lanes.send(attempt, async () => {
      const target = to === undefined ? undefined : await resolve(to, socket.options.family, attempt);
      socket.open(attempt, target?.family);
      await sendAll(socket, data, target?.sockaddr ?? null, attempt);
    });
    return { kind: 'sent', bytes: data.length };
  }

  async #shutdown(command: CommandOf<'shutdown'>, attempt: Attempt): Promise<Result> {
    const socket = this.#socketOf(command);
    const { how } = command;
    return step('done', await socket.lanes.send(attempt, async () => shutdown(socket, how, attempt)));
  }

  async #close({ op, socket: number }: CommandOf<'close' | 'reset'>): Promise<Result> {
    const socket = this.#sockets.take(number, 'close');
    const ends = socket.ends();
    if (op === 'reset') socket.closeNow({ reset: true });
    else await socket.close();
    return step('done', ends);
  }

  async #ask(command: CommandOf<'ask'>, attempt: Attempt): Promise<Result> {
    const socket = new ProbeSocket(this.#readiness, command.transport, command.options);
    const data = Buffer.from(command.data, 'base64');
    const { to, bytes = data.length } = command;
    const answer = await ask(socket, { to, data, bytes }, attempt);
    if (answer === undefined) return closedBefore(attempt);
    return { kind: 'reply', reply: answer.data.toString(), roundTripMs: answer.roundTripMs };
  }
}
