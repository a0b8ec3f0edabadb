// One accepted stream (TCP, Unix, TLS) as a handler sees it: `request` in Python's words.
//
// Node pushes bytes at a listener; a handler wants to ask for them. This is the turn-around:
//
//   kernel -> net.Socket -'data'-> queue (at most ~64 KiB, then the socket is paused) -> recv()
//   sendAll() -> net.Socket.write -> (waits for 'drain' when the peer is slow) -> kernel
//
// Lines and exact lengths are StreamReader's. Who may connect and when is the server's.

import type { Socket } from 'node:net';
import { type SocketAddress, unnamed } from './address.ts';
import { connectionClosedError, timeoutError } from './system-error.ts';

/** What one read of the kernel gives at most; more than this in the queue pauses the socket. */
const queueBytesMax = 65_536;
/** How long close() lets unsent bytes go to a peer that does not read. */
const flushTimeoutMs = 30_000;
const nothing = Buffer.alloc(0);
const sent = Promise.resolve();

/** Whoever serves the connection after `detach`. */
export interface RemoteConnection {
  reset(): void;
  endWhenIdle(): void;
}

/** By its mark and not by its class: loading node:tls costs a container's health check a third of its time. */
function isTls(socket: Socket): boolean {
  return 'encrypted' in socket;
}

const owner = Symbol('connection');
type OwnedSocket = Socket & { [owner]: Connection };

/** An open stream connection. All methods are safe after the end: they reject or do nothing, never throw later. */
export class Connection {
  /** Node's own socket, for what is not offered here (TLS details, byte counts). Do not read from it. */
  readonly socket: Socket;
  /** The peer. Kept here because the socket forgets it when the connection ends. */
  readonly remoteAddress: SocketAddress;
  #queue: Buffer[] | undefined;
  #queuedBytes = 0;
  // The recv that waits, in fields of its own: an object for it would cost every waiting connection its memory.
  #resolve: ((data: Buffer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;
  #bytesMax = 0;
  #drained: (() => void)[] | undefined;
  #closed: PromiseWithResolvers<void> | undefined;
  #error: Error | undefined;
  #reading = false;
  #ended = false;
  #endWhenIdle = false;
  #remote: RemoteConnection | undefined;
  #readTimeoutMs = 0;
  #readTimer: NodeJS.Timeout | undefined;

  /** Give it a paused socket (`pauseOnConnect`): bytes stay in the kernel until the first recv. */
  constructor(socket: Socket, remoteAddress: SocketAddress = unnamed) {
    this.socket = socket;
    this.remoteAddress = remoteAddress;
    // A half-closed client still gets its answer, as with Python's sockets.
    socket.allowHalfOpen = true;
    // Listeners that all connections share, instead of closures for each: 10,000 connections feel the difference.
    (socket as OwnedSocket)[owner] = this;
    socket.on('data', Connection.#onData);
    socket.on('end', Connection.#onEnd);
    socket.on('error', Connection.#onError);
    socket.on('close', Connection.#onClose);
  }

  static #onData(this: OwnedSocket, chunk: Buffer): void {
    this[owner].#receive(chunk);
  }

  static #onEnd(this: OwnedSocket): void {
    const connection = this[owner];
    connection.#ended = true;
    connection.#settle(nothing);
  }

  static #onError(this: OwnedSocket, error: Error): void {
    const connection = this[owner];
    connection.#error = error;
    connection.#fail(error);
  }

  static #onClose(this: OwnedSocket): void {
    const connection = this[owner];
    connection.#fail(connection.#error ?? connectionClosedError('recv'));
    if (connection.#drained !== undefined) {
      connection.#error ??= connectionClosedError('write', 'EPIPE', 'broken pipe');
      connection.#onDrain();
    }
    connection.#closed?.resolve();
  }

  /**
   * The next bytes: at least one, at most `bytesMax`; an empty buffer when the peer has finished sending.
   * Rejects with the system error when the connection broke (ECONNRESET ...), with ETIMEDOUT after
   * `setReadTimeout`.
   */
  recv(bytesMax = queueBytesMax): Promise<Buffer> {
    if (this.#resolve !== undefined) {
      return Promise.reject(connectionClosedError('recv', 'EALREADY', 'another recv is waiting'));
    }
    if (this.#queue !== undefined) return Promise.resolve(this.#takeQueued(bytesMax));
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended || this.#endWhenIdle) return Promise.resolve(nothing);
    if (this.socket.destroyed) return Promise.reject(connectionClosedError('recv'));
    if (this.#readTimeoutMs > 0) this.#startReadTimer();
    if (!this.#reading) {
      this.#reading = true;
      this.socket.resume();
    }
    this.#bytesMax = bytesMax;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /**
   * Sends every byte, in order. Resolves when more may be sent, which is when Node has room: not when the peer
   * has read. Rejects with EPIPE or the connection's own error when nothing can be sent any more.
   */
  sendAll(data: Uint8Array | string): Promise<void> {
    if (!this.socket.writable) {
      return Promise.reject(this.#error ?? connectionClosedError('write', 'EPIPE', 'broken pipe'));
    }
    if (this.socket.write(data)) return sent;
    return new Promise<void>((resolve) => {
      if (this.#drained === undefined) {
        this.#drained = [];
        this.socket.once('drain', () => this.#onDrain());
      }
      this.#drained.push(resolve);
    }).then(() => {
      if (this.#error !== undefined) throw this.#error;
    });
  }

  /** Half-close: no more will be sent (FIN), reading goes on. */
  end(): void {
    if (this.socket.writable) this.socket.end();
  }

  /** Sends what was written, then FIN, then closes. Resolves when closed; a peer that does not read has 30 s. */
  close(): Promise<void> {
    // A destroyed socket has nothing left to send, and its descriptor goes without being waited for.
    if (this.#remote !== undefined || this.socket.destroyed) return sent;
    this.#queue = undefined;
    this.#queuedBytes = 0;
    this.socket.destroySoon();
    if (this.socket.writableLength > 0) {
      const timer = setTimeout(() => this.socket.destroy(), flushTimeoutMs).unref();
      this.socket.once('close', () => clearTimeout(timer));
    }
    return this.closed;
  }

  /** Breaks the connection: RST on TCP. Unix sockets and TLS have no RST to send; they are closed at once. */
  reset(): void {
    if (this.#remote !== undefined) this.#remote.reset();
    else if (isTls(this.socket) || this.socket.remoteFamily === undefined) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** From now on a recv that would have to wait gives the end of the stream: how a server drains idle clients. */
  endWhenIdle(): void {
    this.#remote?.endWhenIdle();
    this.#endWhenIdle = true;
    this.#settle(nothing);
  }

  /**
   * Gives the untouched socket to another thread or process; from then on `reset` and `endWhenIdle` are passed on
   * to `remote` and the rest of this object is dead.
   */
  detach(remote: RemoteConnection): Socket {
    this.#remote = remote;
    this.socket.off('data', Connection.#onData).off('end', Connection.#onEnd);
    this.socket.off('error', Connection.#onError).off('close', Connection.#onClose);
    if (this.#endWhenIdle) remote.endWhenIdle();
    return this.socket;
  }

  /** Each later recv that waits longer than `timeoutMs` rejects with ETIMEDOUT; 0 waits for ever. */
  setReadTimeout(timeoutMs: number): void {
    this.#readTimeoutMs = timeoutMs;
  }

  /** Resolves when the connection is closed, however that came about. Never rejects. */
  get closed(): Promise<void> {
    if (this.socket.closed) return sent;
    this.#closed ??= Promise.withResolvers();
    return this.#closed.promise;
  }

  #receive(chunk: Buffer): void {
    const waiting = this.#resolve !== undefined;
    if (waiting && chunk.length <= this.#bytesMax) {
      this.#settle(chunk);
      return;
    }
    this.#queue ??= [];
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    if (waiting) this.#settle(this.#takeQueued(this.#bytesMax));
    if (this.#queuedBytes >= queueBytesMax) this.socket.pause();
  }

  /** One chunk or the first part of it. The queue is never left empty: it is given back. */
  #takeQueued(bytesMax: number): Buffer {
    const queue = this.#queue ?? [];
    const first = queue[0] ?? nothing;
    let taken = first;
    if (first.length > bytesMax) {
      taken = first.subarray(0, bytesMax);
      queue[0] = first.subarray(bytesMax);
    } else {
      queue.shift();
    }
    this.#queuedBytes -= taken.length;
    if (queue.length === 0) this.#queue = undefined;
    if (this.#queuedBytes < queueBytesMax && this.socket.isPaused()) this.socket.resume();
    return taken;
  }

  #settle(data: Buffer): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    this.#stopWaiting();
    resolve(data);
  }

  #fail(error: Error): void {
    const reject = this.#reject;
    if (reject === undefined) return;
    this.#stopWaiting();
    reject(error);
  }

  #stopWaiting(): void {
    this.#resolve = undefined;
    this.#reject = undefined;
    if (this.#readTimer !== undefined) clearTimeout(this.#readTimer);
  }

  #startReadTimer(): void {
    const timeoutMs = this.#readTimeoutMs;
    this.#readTimer = setTimeout(() => this.#fail(timeoutError('recv', timeoutMs)), timeoutMs);
  }

  #onDrain(): void {
    const waiting = this.#drained ?? [];
    this.#drained = undefined;
    for (const resolve of waiting) resolve();
  }
}
