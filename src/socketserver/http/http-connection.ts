// One client's connection under HTTP: requests one after the other, also pipelined ones, until either side ends.
//
//   parser -> receive(message, response) -> waiting -> answer() -> response ended -> the next one
//                                                          '-> nothing waits: idle until the keep-alive timeout
//
// What an answer is, is the handler's; what cannot be understood is refused here (see refusal.ts).

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection, RemoteConnection } from '../connection.ts';
import { Fifo } from '../fifo.ts';
import type { Awaitable } from '../request-handler.ts';
import { systemError } from '../system-error.ts';
import { lingerOn, lingerOver } from './linger.ts';
import { formatRefusal, type Refusal, refusalOf } from './refusal.ts';
import { RequestBody } from './request-body.ts';

/** Who answers what arrives on a connection. */
export interface Answerer {
  /** The answer is over when this returns or resolves; the connection when it throws or rejects. */
  answer(message: IncomingMessage, response: ServerResponse): Awaitable<void>;
  /** Sends what there is of the answer. */
  flush(): void;
  /** Ends the answer. Throws when it is not what its headers promised. */
  end(): void;
  /** Told of what was refused without a handler. */
  refused(refusal: Refusal): void;
}

/** Requests that a client may have sent ahead before its socket is paused; those of the same piece come with them. */
const aheadMax = 16;
/** How long a connection that has not said anything may go on when others wait for it. */
const freshGraceMs = 5000;
const owner = Symbol('HTTP connection');
type OwnedSocket = Duplex & { [owner]?: HTTPConnection };

export class HTTPConnection implements RemoteConnection {
  readonly socket: Socket;
  readonly #answerer: Answerer;
  readonly #writeTimeoutMs: number;
  readonly #ended = Promise.withResolvers<void>();
  #waiting: Fifo<readonly [IncomingMessage, ServerResponse]> | undefined;
  #response: ServerResponse | undefined;
  /** For what came after the requests that wait. */
  #nextRefusal: Refusal | undefined;
  /** The handler has done its part of the answer. */
  #isMade = false;
  #body: RequestBody | undefined;
  #served = false;
  #closing = false;
  #refused = false;
  #bytesAtRest = 0;
  #error: unknown;
  #abort: AbortController | undefined;

  private constructor(socket: Socket, answerer: Answerer, writeTimeoutMs: number) {
    this.socket = socket;
    this.#answerer = answerer;
    this.#writeTimeoutMs = writeTimeoutMs;
  }

  static of(socket: Duplex): HTTPConnection | undefined {
    return (socket as OwnedSocket)[owner];
  }

  /** Gives the connection's socket to `parser`. It is over when `ended` settles. */
  static begin(
    connection: Connection,
    { parser, answerer, writeTimeoutMs }: { parser: Server; answerer: Answerer; writeTimeoutMs: number },
  ): HTTPConnection {
    const { socket } = connection;
    const begun = new HTTPConnection(socket, answerer, writeTimeoutMs);
    connection.detach(begun);
    if (socket.destroyed) {
      begun.#onClose();
      return begun;
    }
    (socket as OwnedSocket)[owner] = begun;
    const idleTimeoutMs = socket.timeout;
    parser.emit('connection', socket);
    if (idleTimeoutMs !== undefined) socket.setTimeout(idleTimeoutMs);
    socket.on('close', () => begun.#onClose());
    socket.on('end', () => begun.#abort?.abort());
    socket.resume();
    return begun;
  }

  /** Settles when the connection is closed and no answer is being made; rejects with what an answer threw. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** True when the present answer is the last one. */
  get closing(): boolean {
    return this.#closing;
  }

  /** Aborts when the client has gone, or has at least finished sending. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.socket.destroyed || this.socket.readableEnded) this.#abort.abort();
    return this.#abort.signal;
  }

  /** The present answer is the last one. */
  closeAfterAnswer(): void {
    this.#closing = true;
  }

  /** RST, where there is one. */
  reset(): void {
    if ('encrypted' in this.socket || this.socket.remoteFamily === undefined) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** From now on the connection does not wait for another request. One that is being answered is answered. */
  endWhenIdle(): void {
    this.#closing = true;
    if (this.#response !== undefined || this.socket.destroyed) return;
    if (this.#served) {
      // Half a request has come already: it will be answered, or time out.
      if (this.socket.bytesRead === this.#bytesAtRest) this.socket.destroySoon();
      return;
    }
    setTimeout(() => {
      if (this.socket.bytesRead === 0) this.socket.destroySoon();
    }, freshGraceMs).unref();
  }

  /** For the parser: a request's headers have come. */
  receive(message: IncomingMessage, response: ServerResponse): void {
    if (this.#response === undefined) {
      this.#begin(message, response);
      return;
    }
    this.#waiting ??= new Fifo();
    this.#waiting.push([message, response]);
    if (this.#waiting.length % aheadMax === 0) process.nextTick(() => this.#holdBack());
  }

  /** After all that came in one piece: at the end of each message in it Node reads on, whoever has paused. */
  #holdBack(): void {
    if ((this.#waiting?.length ?? 0) >= aheadMax) this.socket.pause();
  }

  /** For the parser: what came is no HTTP, or did not come in time, or the socket broke. */
  fail(error: NodeJS.ErrnoException): void {
    const refusal = refusalOf(error);
    if (refusal !== undefined && this.#response?.req.complete === true) {
      // It concerns what came after the request that is being answered; that and those before it have their turn.
      this.#nextRefusal ??= refusal;
      this.socket.pause();
      return;
    }
    if (refusal !== undefined && this.#response?.headersSent !== true) this.refuse(refusal);
    else if (refusal !== undefined && this.#isMade) this.#leaveAnswer();
    // In the middle of an answer, that something is wrong can only be told by breaking off.
    else this.socket.destroy();
  }

  /** Answers in the handler's place, and closes. */
  refuse(refusal: Refusal): void {
    const { socket } = this;
    if (this.#refused) return;
    this.#refused = true;
    this.#closing = true;
    this.#body?.fail(systemError('ECONNABORTED', 'recv', refusal.detail));
    this.#response?.detachSocket(socket);
    this.#response?.destroy();
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    this.#answerer.refused(refusal);
    socket.end(formatRefusal(refusal));
    lingerOn(socket);
  }

  /** True when `refuse` has answered already, or nothing can be said any more. */
  get isMute(): boolean {
    return this.#refused || !this.socket.writable;
  }

  /** Reads the body of the request that is being answered. */
  bodyOf(message: IncomingMessage, bytesMax: number): RequestBody {
    this.#body = new RequestBody(message, bytesMax);
    return this.#body;
  }

  #begin(message: IncomingMessage, response: ServerResponse): void {
    this.#response = response;
    this.#isMade = false;
    try {
      const answering = this.#answerer.answer(message, response);
      if (answering instanceof Promise) {
        answering.then(
          () => this.#answered(message, response),
          (error) => this.#broken(error, message, response),
        );
      } else {
        this.#answered(message, response);
      }
    } catch (error) {
      this.#broken(error, message, response);
    }
  }

  #broken(error: unknown, message: IncomingMessage, response: ServerResponse): void {
    this.#error ??= error;
    this.#closing = true;
    this.#answered(message, response);
  }

  /** The handler has done its part. Closing while the client still sends would take the answer with it. */
  #answered(message: IncomingMessage, response: ServerResponse): void {
    this.#body = undefined;
    this.#isMade = true;
    if (this.#closing && !message.complete && !this.isMute) {
      this.#answerer.flush();
      void lingerOver(message).then(() => this.#end(response));
    } else {
      this.#end(response);
    }
  }

  /** What comes after the request that is answered is no HTTP. The answer stands. */
  #leaveAnswer(): void {
    this.#refused = true;
    this.#closing = true;
    this.#answerer.flush();
    this.socket.end();
    lingerOn(this.socket);
  }

  #end(response: ServerResponse): void {
    response.on('close', HTTPConnection.#onResponseClose);
    try {
      if (!response.writableEnded) this.#answerer.end();
    } catch (error) {
      // Fewer bytes than its Content-Length promised: the client must not wait for the others.
      this.#error ??= error;
      this.socket.destroy();
    }
    if (this.socket.writableLength > 0) this.socket.setTimeout(this.#writeTimeoutMs);
    if (!this.socket.destroyed && !response.destroyed) return;
    // Whether a response that lost its socket still says that it is closed depends on when that was.
    response.off('close', HTTPConnection.#onResponseClose);
    this.#next();
  }

  /** A listener that all responses share. */
  static #onResponseClose(this: ServerResponse): void {
    const connection = HTTPConnection.of(this.req.socket);
    if (connection !== undefined) connection.#next();
  }

  #next(): void {
    this.#response = undefined;
    this.#served = true;
    this.#bytesAtRest = this.socket.bytesRead;
    if (this.socket.destroyed) {
      this.#settle();
      return;
    }
    const waiting = this.#closing ? undefined : this.#waiting?.shift();
    if (waiting !== undefined) {
      if (this.#waiting?.length === 0 && this.#nextRefusal === undefined) this.socket.resume();
      this.#begin(...waiting);
    } else if (this.#closing) {
      if (!this.#refused) this.socket.destroySoon();
    } else if (this.#nextRefusal !== undefined) {
      this.refuse(this.#nextRefusal);
    }
  }

  #onClose(): void {
    this.#abort?.abort();
    if (this.#response === undefined) this.#settle();
  }

  #settle(): void {
    if (this.#error === undefined) this.#ended.resolve();
    else this.#ended.reject(this.#error);
  }
}
