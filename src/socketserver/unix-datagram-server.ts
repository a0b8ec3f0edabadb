// Unix datagram sockets: UDPServer's life on a path. A peer that has no path of its own cannot be answered.

import { chmodSync } from 'node:fs';
import { checkUnixPath, type UnixAddress } from './address.ts';
import { bindError } from './bind-error.ts';
import { type Datagram, DatagramServer, type DatagramServerOptions } from './datagram-server.ts';
import type { RequestHandlerClass } from './request-handler.ts';
import { hasFile } from './socket-file.ts';
import { connectionClosedError } from './system-error.ts';
import { UnixDatagramSocket } from './unix-datagram-socket.ts';
import { clearStalePath } from './unix-path.ts';

export interface UnixDatagramServerOptions extends DatagramServerOptions {
  /** Permissions of the socket file, such as 0o666 to let every user send. Default: what the umask leaves. */
  readonly mode?: number;
}

export class UnixDatagramServer extends DatagramServer<UnixAddress> {
  override readonly options: UnixDatagramServerOptions;
  #socket: UnixDatagramSocket | undefined;

  constructor(
    serverAddress: UnixAddress,
    RequestHandler: RequestHandlerClass<Datagram<UnixAddress>, UnixAddress>,
    options: UnixDatagramServerOptions = {},
  ) {
    super(serverAddress, RequestHandler, options);
    this.options = options;
  }

  override async serverBind(): Promise<void> {
    const { path } = this.serverAddress;
    checkUnixPath(path);
    const socket = new UnixDatagramSocket();
    this.#socket = socket;
    socket.on('error', (error) => this.emit({ event: 'listener-failed', error }));
    socket.on('message', (data, peer, truncated) => this.receive(data, peer, truncated));
    try {
      await clearStalePath(path, 'datagram');
      socket.bind(path);
      if (this.options.mode !== undefined && hasFile(path)) chmodSync(path, this.options.mode);
    } catch (error) {
      throw bindError(error, this.serverAddress);
    }
  }

  override sendTo(data: Uint8Array | string, { path }: UnixAddress): Promise<void> {
    if (this.#socket === undefined) {
      return Promise.reject(connectionClosedError('sendto', 'ENOTCONN', 'the server is closed'));
    }
    if (path === '') {
      const why = 'the sender has no address of its own: a client must bind a path to get replies';
      return Promise.reject(connectionClosedError('sendto', 'EDESTADDRREQ', why));
    }
    return this.#socket.send(typeof data === 'string' ? Buffer.from(data) : data, path);
  }

  override fileno(): number {
    return this.#socket?.fd ?? -1;
  }

  protected override async closeListener(): Promise<void> {
    this.#socket?.close();
    this.#socket = undefined;
  }
}
