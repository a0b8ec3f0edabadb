// What TCP and Unix stream servers share: a listening socket, the queue of accepted connections, their closing.
//
//   kernel backlog -> net.Server -'connection'-> accepted (paused: the bytes stay in the kernel) -> getRequest()
//
// Node accepts at once whatever the kernel has, so `requestQueueSize` bounds the kernel's queue only, and
// connections that wait for a serial server wait here. SO_REUSEADDR is always on (libuv sets it).
// Where to bind is the transport's: TCPServer, UnixStreamServer.

import { type BoundSocket, createServer, type Server, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { formatAddress, type SocketAddress } from './address.ts';
import { BaseServer, type BaseServerOptions } from './base-server.ts';
import type { Held } from './concurrency.ts';
import { Connection } from './connection.ts';
import { DescriptorWatch } from './descriptor-watch.ts';
import type { DrainOptions, DrainReport } from './drain.ts';
import { Fifo } from './fifo.ts';
import type { RequestHandlerClass } from './request-handler.ts';
import { timeoutError } from './system-error.ts';

export interface StreamServerOptions extends BaseServerOptions {
  /** Length of the kernel's accept queue; the kernel caps it at net.core.somaxconn. Default 4096. */
  readonly requestQueueSize?: number;
  /** More open connections than this are closed at once, unserved. Default: no limit. */
  readonly connectionsMax?: number;
  /** A connection on which nothing moves for so long is closed, ms. Default: never. */
  readonly idleTimeoutMs?: number;
  /**
   * True: as long as connections wait for the server (serial, or a limit is reached), those whose handlers only wait for
   * their clients are ended. Default false; HTTP servers set it, so that a kept-alive connection does not hold others up.
   */
  readonly idleGivesWay?: boolean;
  /** Serves TLS: certificate, key and the rest of Node's options. Default: plain. */
  readonly tls?: TlsOptions;
}

export abstract class StreamServer<Address extends SocketAddress> extends BaseServer<Connection, Address> {
  readonly options: StreamServerOptions;
  protected bound: BoundSocket | undefined;
  readonly #accepted = new Fifo<Socket>();
  readonly #descriptors = new DescriptorWatch((event) => this.emit(event));
  #listener: Server | undefined;
  #fd = -1;
  #dropped = 0;

  constructor(
    serverAddress: Address,
    RequestHandlerClass: RequestHandlerClass<Connection, Address>,
    options: StreamServerOptions = {},
  ) {
    super(serverAddress, RequestHandlerClass, options);
    this.options = options;
  }

  /** Where a fresh connection came from. */
  protected abstract peerAddress(socket: Socket): Address;
  /** Turns what the kernel said against bind or listen into an error with advice. */
  protected abstract bindError(error: unknown): Error;

  /** Certificate, key and the rest; undefined for a server without TLS. */
  protected async tlsOptions(): Promise<TlsOptions | undefined> {
    return this.options.tls;
  }

  override async serverActivate(): Promise<void> {
    const tls = await this.tlsOptions();
    this.#checkHandOver(tls !== undefined);
    const { requestQueueSize: backlog = 4096 } = this.options;
    const common = { allowHalfOpen: true, pauseOnConnect: true };
    // node:tls is loaded only by those who need it: it takes as long to load as all the rest.
    const listener =
      tls === undefined
        ? createServer(common)
        : (await import('node:tls')).createServer({ ...tls, ...common });
    listener.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
      this.#onAccepted(socket),
    );
    listener.on('tlsClientError', (error, socket: Socket) => {
      this.emit({ event: 'connection-lost', clientAddress: this.peerAddress(socket), error });
    });
    this.#listener = listener;
    this.#fd = this.bound?.fd() ?? -1;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    listener.once('error', reject);
    // As an argument of its own: in an object beside a handle, Node ignores it and takes 511.
    listener.listen(this.bound, backlog, resolve);
    this.bound = undefined;
    try {
      await promise;
    } catch (error) {
      throw this.bindError(error);
    }
    listener.off('error', reject);
    listener.on('error', (error) => this.emit({ event: 'listener-failed', error }));
  }

  override getRequest(): [Connection, Address] | undefined {
    const socket = this.#accepted.shift();
    if (socket === undefined) return undefined;
    const clientAddress = this.peerAddress(socket);
    const connection = new Connection(socket, clientAddress);
    const { idleTimeoutMs } = this.options;
    if (idleTimeoutMs !== undefined) {
      socket.setTimeout(idleTimeoutMs, () => socket.destroy(timeoutError('recv', idleTimeoutMs)));
    }
    return [connection, clientAddress];
  }

  override processRequest(request: Connection, clientAddress: Address): Held | undefined {
    const held = super.processRequest(request, clientAddress);
    if (this.options.idleGivesWay === true && this.requestWaiting) request.endWhenIdle();
    return held;
  }

  override shutdownRequest(request: Connection): Promise<void> | undefined {
    return request.socket.destroyed ? undefined : request.close();
  }

  override closeRequest(request: Connection): void {
    request.reset();
  }

  override serviceActions(): void {
    this.#descriptors.look();
    if (this.#dropped === 0) return;
    const count = this.#dropped;
    this.#dropped = 0;
    this.emit({ event: 'connections-dropped', count, connectionsMax: this.options.connectionsMax ?? 0 });
  }

  /** Connections that give way to others give way to the end of the server too, unless `idle` says otherwise. */
  override serverClose(options: DrainOptions = {}): Promise<DrainReport> {
    const idle = this.options.idleGivesWay === true ? 'end' : 'wait';
    return super.serverClose({ idle, ...options });
  }

  override fileno(): number {
    return this.#fd;
  }

  protected override get requestWaiting(): boolean {
    return this.#accepted.length > 0;
  }

  protected override endIdle(request: Connection): void {
    request.endWhenIdle();
  }

  protected override async closeListener(): Promise<void> {
    this.bound?.close();
    this.bound = undefined;
    this.#fd = -1;
    // close() calls back only when the last connection is gone; the address is free at once.
    this.#listener?.close();
    this.#listener = undefined;
  }

  #checkHandOver(isTls: boolean): void {
    const { handsOverTo } = this.concurrency;
    const unix = 'path' in this.serverAddress;
    if (handsOverTo === undefined || (!isTls && !(unix && handsOverTo === 'thread'))) return;
    const kind = unix ? 'a Unix socket' : 'a TLS connection';
    throw new SocketbedError({
      code: 'UNSUPPORTED',
      what: `cannot run the handlers of ${formatAddress(this.serverAddress)} in a ${handsOverTo} of their own`,
      found: `Node cannot move ${kind} there`,
      advice: 'Use threading without workers',
    });
  }

  #onAccepted(socket: Socket): void {
    // Counted here and not by net.Server: that one goes on counting connections handed to a child.
    if (this.activeRequests + this.#accepted.length >= (this.options.connectionsMax ?? Infinity)) {
      this.#dropped += 1;
      socket.destroy();
      return;
    }
    this.#accepted.push(socket);
    this.notifyReadable();
    if (this.options.idleGivesWay === true && this.requestWaiting) this.endIdleRequests();
  }
}
