// A response's body as a sink for `wfile`: chunked by Node when no Content-Length was sent, and held back when the client
// is slow. A client that takes nothing for `writeTimeoutMs` is given up.

import type { ServerResponse } from 'node:http';
import type { ByteSink } from '../stream-writer.ts';
import { connectionClosedError } from '../system-error.ts';

const sent = Promise.resolve();

export class ResponseBody implements ByteSink {
  readonly #response: ServerResponse;
  readonly #writeTimeoutMs: number;
  #begun = false;
  #error: unknown;

  constructor(response: ServerResponse, writeTimeoutMs: number) {
    this.#response = response;
    this.#writeTimeoutMs = writeTimeoutMs;
  }

  /** Whether anything was written. */
  get begun(): boolean {
    return this.#begun;
  }

  /** What went wrong with a write other than that the client has gone. */
  get error(): unknown {
    return this.#error;
  }

  /** Resolves when more may be sent. Need not be awaited by those who write little. Rejects with EPIPE when the client has gone, or with what is wrong with `data`. */
  sendAll(data: Uint8Array | string): Promise<void> {
    this.#begun = true;
    try {
      if (this.#response.destroyed) return rejected(gone());
      return this.#response.write(data) ? sent : this.#drained();
    } catch (error) {
      this.#error ??= error;
      return rejected(error);
    }
  }

  #drained(): Promise<void> {
    const response = this.#response;
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
