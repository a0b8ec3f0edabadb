// What the service `http` answers; its page / says it to people. Every answer can be told from every other, so that a
// client can see whether it got the right one.
//
// Limits come from the environment and not from the server, because children have nothing else in common with it:
// HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS, KEEP_ALIVE_MS.

import { setTimeout as rest } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type Connection,
  type RequestHandlerClass,
  SimpleHTTPRequestHandler,
  type SocketAddress,
} from '../../src/socketserver/index.ts';
import type { Journal } from '../journal.ts';
import { numberSetting, timerMsMax } from '../settings.ts';
import { upper } from '../upper.ts';

const site = fileURLToPath(new URL('./site', import.meta.url));
const bytesMax = 1024 ** 3;
const chunksMax = 1_000_000;
const pieceBytes = 65_536;
/** 0 to 255 again and again: where a byte is wrong can be seen. */
const piece = Buffer.from(Uint8Array.from({ length: pieceBytes }, (_, index) => index % 256));

const timeoutMs = (name: string, fallback: number): number =>
  numberSetting(process.env, name, { min: 1, max: timerMsMax, fallback });

type Answer = (numbers: readonly number[]) => Promise<void> | void;

export class HttpHandler<Address extends SocketAddress> extends SimpleHTTPRequestHandler<Address> {
  override readonly directory: string = site;
  override readonly headersTimeoutMs: number = timeoutMs('HEADERS_TIMEOUT_MS', 20_000);
  override readonly requestTimeoutMs: number = timeoutMs('REQUEST_TIMEOUT_MS', 300_000);
  override readonly keepAliveTimeoutMs: number = timeoutMs('KEEP_ALIVE_MS', 5_000);

  /** The answers to paths with numbers in them, `/bytes/N` being `bytes` with one. */
  readonly #answers: Readonly<Record<string, Answer>> = {
    hello: () => this.#text('hello\n'),
    bytes: ([count = 0]) => this.#bytes(count),
    chunks: ([count = 0, intervalMs = 0]) => this.#chunks(count, intervalMs),
    slow: ([delayMs = 0]) => this.#slow(delayMs),
    status: ([code = 0]) => this.#status(code),
  };

  override async do_GET(): Promise<void> {
    const [, name = '', ...texts] = this.path.split(/[/?]/);
    const answer = Object.hasOwn(this.#answers, name) ? this.#answers[name] : undefined;
    if (answer === undefined) return await super.do_GET();
    const numbers = texts.map(Number);
    const isGood = numbers.every((each) => Number.isSafeInteger(each) && each >= 0);
    await (isGood ? answer(numbers) : this.sendError(400, undefined, 'A whole number is expected here.'));
  }

  async do_POST(): Promise<void> {
    if (this.path !== '/echo') return await this.sendError(404, undefined, 'Post to /echo.');
    const body = upper(await this.rfile.read());
    this.#begin(200, String(this.headers['content-type'] ?? 'application/octet-stream'), body.length);
    await this.wfile.write(body);
  }

  /** Connections and problems are in the journal; a line for each request would be most of the log. */
  override logMessage(): void {}

  #begin(status: number, contentType: string, length?: number): void {
    this.sendResponse(status);
    this.sendHeader('Content-Type', contentType);
    if (length !== undefined) this.sendHeader('Content-Length', length);
    this.endHeaders();
  }

  #text(text: string, status = 200): void {
    this.#begin(status, 'text/plain; charset=utf-8', text.length);
    void this.wfile.write(text);
  }

  async #bytes(count: number): Promise<void> {
    if (count > bytesMax) return await this.sendError(400, undefined, `At most ${bytesMax} bytes.`);
    this.#begin(200, 'application/octet-stream', count);
    for (let left = count; left > 0; left -= pieceBytes)
      await this.wfile.write(left < pieceBytes ? piece.subarray(0, left) : piece);
  }

  async #chunks(count: number, intervalMs: number): Promise<void> {
    if (count > chunksMax) return await this.sendError(400, undefined, `At most ${chunksMax} chunks.`);
    this.#begin(200, 'text/plain; charset=utf-8');
    for (let index = 1; index <= count; index += 1) {
      if (intervalMs > 0 && index > 1) await this.#rest(intervalMs);
      await this.wfile.write(`chunk ${index}\n`);
    }
  }

  async #slow(delayMs: number): Promise<void> {
    await this.#rest(delayMs);
    this.#text(`slow ${delayMs}\n`);
  }

  async #status(code: number): Promise<void> {
    if (code < 200 || code > 599) return await this.sendError(400, undefined, 'From 200 to 599.');
    if (code >= 400 || code === 204 || code === 304) return await this.sendError(code);
    this.#text(`status ${code}\n`, code);
  }

  /** Ends early when the client has gone. */
  async #rest(ms: number): Promise<void> {
    await rest(Math.min(ms, timerMsMax), undefined, { signal: this.signal }).catch(() => {});
  }
}

/** The same, telling of its connections in `journal`. */
export function journalHttpHandler<Address extends SocketAddress>(
  journal: Journal,
): RequestHandlerClass<Connection, Address> {
  return class JournalHttpHandler extends HttpHandler<Address> {
    readonly #startedMs = performance.now();

    override setup(): void {
      super.setup();
      journal.connected(this.clientAddress);
    }

    override async finish(): Promise<void> {
      await super.finish();
      journal.closed(this.clientAddress, this.request.socket.bytesRead, performance.now() - this.#startedMs);
    }
  };
}

export const httpModule = new URL('./handler.ts#HttpHandler', import.meta.url);
