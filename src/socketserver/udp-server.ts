// UDP: one handler object per datagram; the reply leaves from the port that the request came to.

import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { InternetAddress } from './address.ts';
import { bindError } from './bind-error.ts';
import { type Datagram, DatagramServer, type DatagramServerOptions } from './datagram-server.ts';
import { resolveAddress } from './internet-address.ts';
import type { RequestHandlerClass } from './request-handler.ts';
import { connectionClosedError } from './system-error.ts';

export interface UDPServerOptions extends DatagramServerOptions {
  /** SO_REUSEPORT: several processes may have the port and the kernel spreads senders. Default false. */
  readonly reusePort?: boolean;
  /** Keeps IPv4 out of a server on '::'. Default false. */
  readonly ipv6Only?: boolean;
}

export class UDPServer extends DatagramServer<InternetAddress> {
  override readonly options: UDPServerOptions;
  #socket: Socket | undefined;

  constructor(
    serverAddress: InternetAddress,
    RequestHandler: RequestHandlerClass<Datagram<InternetAddress>, InternetAddress>,
    options: UDPServerOptions = {},
  ) {
    super(serverAddress, RequestHandler, options);
    this.options = options;
  }

  override async serverBind(): Promise<void> {
    const { host, port } = await resolveAddress(this.serverAddress);
    const { reusePort = false, ipv6Only = false } = this.options;
    const type = isIP(host) === 6 ? 'udp6' : 'udp4';
    const socket = createSocket({ type, reusePort, ipv6Only, lookup: numericLookup });
    this.#socket = socket;
    socket.on('error', (error) => this.emit({ event: 'listener-failed', error }));
    socket.on('message', (data, peer) => this.receive(data, { host: peer.address, port: peer.port }, false));
    try {
      this.serverAddress = { host, port: socket.bindSync({ address: host, port }).port };
    } catch (error) {
      throw bindError(error, { host, port });
    }
  }

  override sendTo(data: Uint8Array | string, { host, port }: InternetAddress): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined)
      return Promise.reject(connectionClosedError('send', 'ENOTCONN', 'the server is closed'));
    return new Promise((resolve, reject) => {
      socket.send(data, port, host, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** Node gives no public way to a datagram socket's descriptor. */
  override fileno(): number {
    return -1;
  }

  protected override async closeListener(): Promise<void> {
    this.#socket?.close();
    this.#socket = undefined;
  }
}

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Peers are numeric already: going through the resolver would cost each reply a turn of the event loop. */
function numericLookup(host: string, _options: unknown, callback: LookupCallback): void {
  callback(null, host, isIP(host));
}
