// One client's exchange with one server: send a message, wait for the answer, say what happened. The socket is kept
// open from one message to the next and opened again after a failure.
//
//   send('hello') -> open (only when needed) -> channel.ask(bytes) -> ExchangeOutcome
//                         \______ one deadline over both ______/
//
// What a socket of each transport does is in stream.ts and datagram.ts; when to try again is the caller's.

import { type ExchangeOutcome, type Failure, outcomeOfError } from '../../src/errors/outcome.ts';
import type { Protocol } from '../../src/errors/transport.ts';
import { upper } from '../upper.ts';

/** One open socket. */
export interface Channel {
  /** Sends `message` and gives the answer, or the failure. May also reject with the socket's error. */
  ask(message: Buffer): Promise<Buffer | Failure>;
  /** Frees the socket at once. Nobody listens any more to an `ask` that waits. */
  destroy(): void;
}

/** Opens a socket to the server. Rejects with the socket's error; when `signal` aborts, nobody wants it any more. */
export type Opener = (signal: AbortSignal) => Promise<Channel>;

export class Exchange {
  readonly transport: Protocol;
  readonly #open: Opener;
  #channel: Channel | undefined;
  #opening: AbortController | undefined;
  #giveUp: (() => void) | undefined;
  #asked = 0;

  constructor(transport: Protocol, open: Opener) {
    this.transport = transport;
    this.#open = open;
  }

  /** Never rejects: whatever goes wrong is the outcome. One message at a time. */
  async send(message: string, { timeoutMs }: { readonly timeoutMs: number }): Promise<ExchangeOutcome> {
    const bytes = Buffer.from(message);
    const atMs = Date.now();
    const started = performance.now();
    const result = await this.#withDeadline(bytes, timeoutMs);
    const ended = performance.now();
    const times = { atMs, durationMs: ended - started };
    if (!Buffer.isBuffer(result)) {
      // A late answer to this message must not be taken for the answer to the next one, so this socket is done.
      this.close();
      return { ...result, ...times };
    }
    const reply = result.toString();
    const expected = upper(bytes);
    if (result.equals(expected)) return { kind: 'reply', reply, roundTripMs: ended - this.#asked, ...times };
    this.close();
    return { kind: 'wrong', reply, expected: expected.toString(), ...times };
  }

  /** Closes the socket; a later `send` opens another. A `send` that waits ends at once, as one timed out. */
  close(): void {
    this.#giveUp?.();
    this.#opening?.abort();
    this.#channel?.destroy();
    this.#channel = undefined;
  }

  async #withDeadline(message: Buffer, timeoutMs: number): Promise<Buffer | Failure> {
    const expiry = Promise.withResolvers<Failure>();
    this.#giveUp = () => expiry.resolve(this.#timeout());
    const timer = setTimeout(this.#giveUp, timeoutMs);
    try {
      return await Promise.race([this.#ask(message), expiry.promise]);
    } catch (error) {
      return outcomeOfError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #ask(message: Buffer): Promise<Buffer | Failure> {
    const channel = this.#channel ?? (await this.#connect());
    // Given up while it opened: the deadline has already spoken.
    if (channel === undefined) return this.#timeout();
    this.#channel = channel;
    this.#asked = performance.now();
    return await channel.ask(message);
  }

  async #connect(): Promise<Channel | undefined> {
    const opening = new AbortController();
    this.#opening = opening;
    const channel = await this.#open(opening.signal);
    if (!opening.signal.aborted) return channel;
    channel.destroy();
    return undefined;
  }

  #timeout(): Failure {
    return { kind: 'timeout', syscall: this.#channel === undefined ? 'connect' : 'recv' };
  }
}
