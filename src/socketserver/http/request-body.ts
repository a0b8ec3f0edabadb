// A request's body, decoded (chunked or by length), as a source for `rfile`. Nothing is read before it is asked for: a
// client whose body nobody wants is held back by its own kernel.

import type { IncomingMessage } from 'node:http';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { ByteSource } from '../stream-reader.ts';
import { connectionClosedError } from '../system-error.ts';

const nothing = Buffer.alloc(0);

export class RequestBody implements ByteSource {
  readonly #message: IncomingMessage;
  readonly #bytesMax: number;
  #bytes = 0;
  #error: Error | undefined;
  #waiting: PromiseWithResolvers<Buffer> | undefined;

  /** More than `bytesMax` bytes reject with MESSAGE_TOO_LONG. */
  constructor(message: IncomingMessage, bytesMax: number) {
    this.#message = message;
    this.#bytesMax = bytesMax;
    const look = (): void => this.#look();
    message.on('readable', look).on('end', look);
    message.on('error', (error) => this.fail(error));
    message.on('close', () => {
      if (!message.readableEnded)
        this.fail(connectionClosedError('recv', 'ECONNRESET', 'the client has gone'));
    });
  }

  /** The next bytes; empty at the end. Rejects when the client broke off, or its body is malformed or too long. */
  recv(): Promise<Buffer> {
    this.#waiting ??= Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#look();
    return promise;
  }

  /** What waits, and all that comes after it, rejects with `error`. */
  fail(error: Error): void {
    this.#error ??= error;
    this.#waiting?.reject(this.#error);
    this.#waiting = undefined;
  }

  #look(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    if (this.#error !== undefined) {
      this.fail(this.#error);
      return;
    }
    const chunk: Buffer | null = this.#message.read();
    if (chunk === null && !this.#message.readableEnded) return;
    this.#bytes += chunk?.length ?? 0;
    this.#waiting = undefined;
    if (this.#bytes <= this.#bytesMax) waiting.resolve(chunk ?? nothing);
    else waiting.reject(this.#tooLong());
  }

  #tooLong(): Error {
    this.#error = bodyTooLong(this.#bytesMax);
    return this.#error;
  }
}

function bodyTooLong(bytesMax: number): SocketbedError {
  return new SocketbedError({
    code: 'MESSAGE_TOO_LONG',
    what: 'a request body is too long',
    found: `it has more than ${bytesMax} bytes`,
    advice: 'Raise bodyBytesMax if such bodies are meant',
  });
}
