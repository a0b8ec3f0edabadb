// What UDP and Unix datagram servers share: one socket, a bounded queue of datagrams, replies through the socket.
//
//   kernel -> socket -'message'-> queue (at most requestQueueSize; then newcomers are lost, as in the kernel)
//          -> getRequest() -> handler -> DatagramSender.sendTo() -> the same socket -> kernel

import type { SocketAddress } from './address.ts';
import { BaseServer, type BaseServerOptions } from './base-server.ts';
import { Fifo } from './fifo.ts';
import type { RequestHandlerClass } from './request-handler.ts';

/** The server's socket as a handler may use it. */
export interface DatagramSender<Address extends SocketAddress = SocketAddress> {
  /** Sends one datagram. Rejects with the system error, such as EMSGSIZE or ECONNREFUSED. */
  sendTo(data: Uint8Array | string, address: Address): Promise<void>;
}

/** One received datagram: `request` under datagram servers. */
export interface Datagram<Address extends SocketAddress = SocketAddress> {
  readonly data: Buffer;
  readonly socket: DatagramSender<Address>;
  /** True when the datagram was longer than `maxPacketSize` and its end is lost. */
  readonly truncated: boolean;
}

export interface DatagramServerOptions extends BaseServerOptions {
  /** Longer datagrams are cut to this many bytes. Default 8192, as in Python. */
  readonly maxPacketSize?: number;
  /** How many datagrams may wait for a handler; more are lost and counted. Default 1024. */
  readonly requestQueueSize?: number;
}

export abstract class DatagramServer<Address extends SocketAddress>
  extends BaseServer<Datagram<Address>, Address>
  implements DatagramSender<Address>
{
  readonly options: DatagramServerOptions;
  readonly #maxPacketSize: number;
  readonly #requestQueueSize: number;
  readonly #waiting = new Fifo<[Datagram<Address>, Address]>();
  #dropped = 0;

  constructor(
    serverAddress: Address,
    RequestHandlerClass: RequestHandlerClass<Datagram<Address>, Address>,
    options: DatagramServerOptions = {},
  ) {
    super(serverAddress, RequestHandlerClass, options);
    this.options = options;
    this.#maxPacketSize = options.maxPacketSize ?? 8192;
    this.#requestQueueSize = options.requestQueueSize ?? 1024;
  }

  abstract sendTo(data: Uint8Array | string, address: Address): Promise<void>;

  /** A datagram socket has nothing to listen for: binding is enough. */
  override async serverActivate(): Promise<void> {}

  override getRequest(): [Datagram<Address>, Address] | undefined {
    return this.#waiting.shift();
  }

  /** There is nothing to end: a datagram is over when it was handled. */
  override shutdownRequest(): undefined {}

  override closeRequest(): void {}

  override serviceActions(): void {
    if (this.#dropped === 0) return;
    const count = this.#dropped;
    this.#dropped = 0;
    this.emit({ event: 'datagrams-dropped', count, requestQueueSize: this.#requestQueueSize });
  }

  protected override get requestWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Transports call it with each datagram. */
  protected receive(data: Buffer, address: Address, cut: boolean): void {
    if (this.#waiting.length >= this.#requestQueueSize) {
      this.#dropped += 1;
      return;
    }
    const truncated = cut || data.length > this.#maxPacketSize;
    const kept = data.length > this.#maxPacketSize ? data.subarray(0, this.#maxPacketSize) : data;
    this.#waiting.push([{ data: kept, socket: this, truncated }, address]);
    this.notifyReadable();
  }
}
