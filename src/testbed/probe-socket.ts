// A socket in a probe's container, held by a test as an object. Each call is one system call there, as far as one is
// enough, and comes back as an outcome; nothing is thrown for what the network does.
//
//   const socket = probe.tcp({ noDelay: true });
//   await socket.connect(server.at(8080));    { kind: 'connected', local, peer, ... } or { kind: 'refused', ... }
//   await socket.send('hello');               { kind: 'sent', bytes: 5, ... }
//   await socket.receive({ bytes: 5 });       { kind: 'received', text: 'HELLO', ... }

import type { Outcome } from '../errors/outcome.ts';
import type { Transport } from '../errors/transport.ts';
import type { ProbeAddress, ProbeCommand, SocketOptions } from '../protocol/probe.ts';

/** How long a call waits for the network, unless it is told: enough for a busy machine, so that only silence takes it. */
export const callTimeoutMs = 10_000;

export interface Waiting {
  /** Then the outcome is `timeout`. Default 10,000. */
  readonly timeoutMs?: number;
}

export interface ReceiveOptions extends Waiting {
  /** At most so many of the bytes that are there. Default 65536. */
  readonly bytesMax?: number;
  /** Exactly so many bytes of a stream. */
  readonly bytes?: number;
  /** Everything of a stream until its peer ends it. */
  readonly untilEnd?: boolean;
  /** Look only: the bytes stay in the kernel, unread. */
  readonly peek?: boolean;
}

/** What a socket needs of its probe. */
export interface SocketHost {
  readonly timeoutMs: number;
  command(command: ProbeCommand): Promise<Outcome>;
  /** A number that no other socket of the probe has. */
  nextSocket(): number;
  /** Where others reach what is bound to `local`, as an outcome has it. */
  reachable(local: string): ProbeAddress;
}

export class ProbeSocket {
  readonly transport: Transport;
  /** What connect, accept or listen came to: what the socket is now. */
  outcome: Outcome | undefined;
  readonly #host: SocketHost;
  readonly #socket: number;

  /** Of a probe; see Probe.tcp and its sisters. `accepted` is one that the probe has already. */
  constructor(
    host: SocketHost,
    transport: Transport,
    options: SocketOptions | { readonly accepted: number },
  ) {
    this.#host = host;
    this.transport = transport;
    if ('accepted' in options) {
      this.#socket = options.accepted;
      return;
    }
    this.#socket = host.nextSocket();
    // Its answer says nothing: the kernel's socket is made by the first command that needs it. A probe that is gone
    // says so to that one.
    host.command({ op: 'socket', socket: this.#socket, transport, options }).catch(() => {});
  }

  /** Takes an address; port 0 lets the kernel choose one. */
  async bind(to: ProbeAddress): Promise<Outcome> {
    return this.#keep(await this.#command({ op: 'bind', to }));
  }

  /** Begins to listen; nothing is accepted before `accept` asks. The kernel queues `backlog` + 1 (default 128). */
  async listen({ backlog = 128 }: { readonly backlog?: number } = {}): Promise<Outcome> {
    return this.#keep(await this.#command({ op: 'listen', backlog }));
  }

  /** Takes the first of the queue, waiting for one. Its bytes stay in the kernel until they are received. */
  async accept(waiting: Waiting = {}): Promise<ProbeSocket> {
    const as = this.#host.nextSocket();
    const outcome = await this.#command({ op: 'accept', as, ...this.#deadline(waiting) });
    const accepted = new ProbeSocket(this.#host, this.transport, { accepted: as });
    accepted.outcome = outcome;
    return accepted;
  }

  async connect(to: ProbeAddress, waiting: Waiting = {}): Promise<Outcome> {
    return this.#keep(await this.#command({ op: 'connect', to, ...this.#deadline(waiting) }));
  }

  /** All of it on a stream, waiting for room; one datagram otherwise, to `to` unless the socket is connected. */
  send(
    message: string | Uint8Array,
    options: Waiting & { readonly to?: ProbeAddress } = {},
  ): Promise<Outcome> {
    const { to } = options;
    return this.#command({
      op: 'send',
      data: Buffer.from(message).toString('base64'),
      ...(to === undefined ? {} : { to }),
      ...this.#deadline(options),
    });
  }

  receive({ timeoutMs, ...what }: ReceiveOptions = {}): Promise<Outcome> {
    return this.#command({ op: 'receive', ...what, timeoutMs: timeoutMs ?? this.#host.timeoutMs });
  }

  /** Sends, and receives as many bytes as were sent (or `bytes`; or one datagram). */
  async ask(
    message: string | Uint8Array,
    options: Waiting & { readonly bytes?: number } = {},
  ): Promise<Outcome> {
    const sent = await this.send(message, options);
    if (sent.kind !== 'sent') return sent;
    const isStream = this.transport === 'tcp' || this.transport === 'unix-stream';
    const bytes = options.bytes ?? sent.bytes;
    const received = await this.receive({ ...(isStream ? { bytes } : {}), ...this.#deadline(options) });
    if (received.kind !== 'received') return received;
    const durationMs = received.atMs + received.durationMs - sent.atMs;
    return { kind: 'reply', reply: received.text, roundTripMs: durationMs, atMs: sent.atMs, durationMs };
  }

  /** Half-close: FIN after what was sent; receiving goes on. */
  end(): Promise<Outcome> {
    return this.shutdown('send');
  }

  shutdown(how: 'send' | 'receive' | 'both'): Promise<Outcome> {
    return this.#command({ op: 'shutdown', how });
  }

  /** FIN, or RST when bytes are unread: the kernel decides. */
  close(): Promise<Outcome> {
    return this.#command({ op: 'close' });
  }

  /** RST, on TCP. Unix sockets have none: theirs are closed. */
  reset(): Promise<Outcome> {
    return this.#command({ op: 'reset' });
  }

  /** Where others reach this socket, once it is bound. */
  get address(): ProbeAddress {
    const { outcome } = this;
    return this.#host.reachable(outcome !== undefined && 'local' in outcome ? outcome.local : '');
  }

  #keep(outcome: Outcome): Outcome {
    this.outcome = outcome;
    return outcome;
  }

  #deadline({ timeoutMs }: Waiting): { timeoutMs: number } {
    return { timeoutMs: timeoutMs ?? this.#host.timeoutMs };
  }

  #command(command: DistributiveOmit<Extract<ProbeCommand, { socket: number }>, 'socket'>): Promise<Outcome> {
    return this.#host.command({ socket: this.#socket, ...command });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
