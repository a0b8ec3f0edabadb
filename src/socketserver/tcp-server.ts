// TCP: one handler object per connection. Serial as it stands; ThreadingTCPServer and ForkingTCPServer serve many.

import { BoundSocket, type Socket } from 'node:net';
import type { InternetAddress } from './address.ts';
import { bindError } from './bind-error.ts';
import type { Connection } from './connection.ts';
import { resolveAddress } from './internet-address.ts';
import type { RequestHandlerClass } from './request-handler.ts';
import { StreamServer, type StreamServerOptions } from './stream-server.ts';

export interface TCPServerOptions extends StreamServerOptions {
  /** SO_REUSEPORT: several processes may listen on the port and the kernel spreads connections. Default false. */
  readonly reusePort?: boolean;
  /** Keeps IPv4 out of a server on '::'. Default false: both are served, IPv4 peers appear as ::ffff:a.b.c.d. */
  readonly ipv6Only?: boolean;
}

export class TCPServer extends StreamServer<InternetAddress> {
  override readonly options: TCPServerOptions;

  constructor(
    serverAddress: InternetAddress,
    RequestHandler: RequestHandlerClass<Connection, InternetAddress>,
    options: TCPServerOptions = {},
  ) {
    super(serverAddress, RequestHandler, options);
    this.options = options;
  }

  override async serverBind(): Promise<void> {
    const { host, port } = await resolveAddress(this.serverAddress);
    const { reusePort = false, ipv6Only = false } = this.options;
    try {
      this.bound = new BoundSocket({ host, port, reusePort, ipv6Only });
    } catch (error) {
      throw this.bindError(error);
    }
    this.serverAddress = { host, port: this.bound.address().port };
  }

  protected override peerAddress(socket: Socket): InternetAddress {
    // Both are undefined when the client has gone again before it was looked at.
    return { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
  }

  protected override bindError(error: unknown): Error {
    return bindError(error, this.serverAddress);
  }
}
