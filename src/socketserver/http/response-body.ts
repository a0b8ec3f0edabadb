// A response's body as a sink for `wfile`: chunked by Node when no Content-Length was sent, and held back when the client
// is slow. A client that takes nothing for `writeTimeoutMs` is given up.
//
// The first write is held for a moment: most answers are one write, and leave with their headers in one piece.

import type { ServerResponse } from 'node:http';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { ByteSink } from '../stream-writer.ts';
import { connectionClosedError } from '../system-error.ts';

const sent = Promise.resolve();

/** For the responses of one connection, one after the other. */
export class ResponseBody implements ByteSink {
  readonly #writeTimeoutMs: number;
  #response: ServerResponse | undefined;
  #held: Uint8Array | string | undefined;
  #begun = false;
  #isAsync = false;
  #promisedBytes: number | undefined;
  #writtenBytes = 0;
  #error: unknown;

  constructor(writeTimeoutMs: number) {
    this.#writeTimeoutMs = writeTimeoutMs;
  }

  /** From now on what is written belongs to `response`. */
  begin(response: ServerResponse): void {
    this.#response = response;
    this.#held = undefined;
    this.#begun = false;
    this.#isAsync = false;
    this.#promisedBytes = undefined;
    this.#writtenBytes = 0;
    this.#error = undefined;
  }

  /** What the Content-Length says; for an answer that has a body. */
  promise(bytes: number): void {
    this.#promisedBytes = bytes;
  }

  /** The handler has not finished its answer in one go: what is there leaves at the end of this turn. */
  becomeAsync(): void {
    this.#isAsync = true;
    if (this.#response?.headersSent) this.flushSoon();
  }

  /** In an answer that is made in several turns: sends what is there at the end of this one. */
  flushSoon(): void {
    if (!this.#isAsync) return;
    const response = this.#response;
    setImmediate(() => {
      if (response === this.#response) this.flush();
    });
  }

  /** Sends headers and what was held. */
  flush(): void {
    const response = this.#response;
    if (response === undefined || response.writableEnded || response.destroyed) return;
    if (this.#held !== undefined) void this.#writeHeld(response);
    else if (!this.#begun) response.flushHeaders();
  }

  /** Ends the response. Throws when fewer bytes were written than its Content-Length promised, or more. */
  end(): void {
    const held = this.#held;
    this.#held = undefined;
    // Node's own check of this would cost each answer a second write.
    if ((this.#promisedBytes ?? this.#writtenBytes) !== this.#writtenBytes) throw this.#broken();
    if (held === undefined) this.#response?.end();
    else this.#response?.end(held);
  }

  /** What was wrong with a write other than that the client has gone. */
  get error(): unknown {
    return this.#error;
  }

  /**
   * Resolves when more may be sent. Need not be awaited by those who write little. Rejects with EPIPE when the client
   * has gone, or with what is wrong with `data`, which must not be changed afterwards.
   */
  sendAll(data: Uint8Array | string): Promise<void> {
    const response = this.#response;
    if (response === undefined || response.destroyed) return rejected(gone());
    if (data.length === 0) return sent;
    this.#writtenBytes += typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    if (this.#writtenBytes > (this.#promisedBytes ?? Infinity)) {
      this.#error ??= this.#broken();
      return rejected(this.#error);
    }
    if (!this.#begun) {
      this.#begun = true;
      this.#held = data;
      this.flushSoon();
      return sent;
    }
    if (this.#held !== undefined) void this.#writeHeld(response);
    return this.#write(response, data);
  }

  #broken(): SocketbedError {
    return new SocketbedError({
      code: 'MESSAGE_TRUNCATED',
      what: 'an answer is not as long as its Content-Length says',
      found: `${this.#promisedBytes} bytes were promised, ${this.#writtenBytes} were written`,
      advice: 'Send the length of the body in bytes, or none: then it is chunked',
    });
  }

  #writeHeld(response: ServerResponse): Promise<void> {
    const held = this.#held ?? '';
    this.#held = undefined;
    return this.#write(response, held);
  }

  #write(response: ServerResponse, data: Uint8Array | string): Promise<void> {
    try {
      return response.write(data) ? sent : this.#drained(response);
    } catch (error) {
      this.#error ??= error;
      return rejected(error);
    }
  }

  #drained(response: ServerResponse): Promise<void> {
    const { socket } = response;
    const before = socket?.timeout ?? 0;
    socket?.setTimeout(this.#writeTimeoutMs);
    const drained = new Promise<void>((resolve, reject) => {
      const onDrain = (): void => {
        response.off('close', onClose);
        socket?.setTimeout(before);
        resolve();
      };
      const onClose = (): void => {
        response.off('drain', onDrain);
        reject(gone());
      };
      response.once('drain', onDrain).once('close', onClose);
    });
    drained.catch(() => {});
    return drained;
  }
}

function gone(): NodeJS.ErrnoException {
  return connectionClosedError('write', 'EPIPE', 'the client has gone');
}

/** A rejection that may go unnoticed: a handler that does not await its writes must not end the process. */
function rejected(error: unknown): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => {});
  return promise;
}
