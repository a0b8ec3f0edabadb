// Unix stream sockets: TCPServer's life on a path instead of a port.

import { chmodSync } from 'node:fs';
import { BoundSocket } from 'node:net';
import { checkUnixPath, type UnixAddress, unnamed } from './address.ts';
import { bindError } from './bind-error.ts';
import type { Connection } from './connection.ts';
import type { RequestHandlerClass } from './request-handler.ts';
import { hasFile, SocketFile } from './socket-file.ts';
import { StreamServer, type StreamServerOptions } from './stream-server.ts';
import { clearStalePath } from './unix-path.ts';

declare module 'node:net' {
  interface BoundSocketOptions {
    /** Unix path or abstract name; since Node 24.20, not yet in the published types. */
    path?: string | undefined;
  }
}

export interface UnixStreamServerOptions extends StreamServerOptions {
  /** Permissions of the socket file, such as 0o666 to let every user connect. Default: what the umask leaves. */
  readonly mode?: number;
}

export class UnixStreamServer extends StreamServer<UnixAddress> {
  override readonly options: UnixStreamServerOptions;
  #file: SocketFile | undefined;

  constructor(
    serverAddress: UnixAddress,
    RequestHandler: RequestHandlerClass<Connection, UnixAddress>,
    options: UnixStreamServerOptions = {},
  ) {
    super(serverAddress, RequestHandler, options);
    this.options = options;
  }

  override async serverBind(): Promise<void> {
    const { path } = this.serverAddress;
    checkUnixPath(path);
    try {
      await clearStalePath(path, 'stream');
      this.bound = new BoundSocket({ path });
      if (!hasFile(path)) return;
      this.#file = new SocketFile(path);
      if (this.options.mode !== undefined) chmodSync(path, this.options.mode);
    } catch (error) {
      throw this.bindError(error);
    }
  }

  protected override peerAddress(): UnixAddress {
    return unnamed;
  }

  protected override bindError(error: unknown): Error {
    return bindError(error, this.serverAddress);
  }

  protected override async closeListener(): Promise<void> {
    const closing = super.closeListener.bind(this);
    // libuv removes the path by its name when it closes, whoever made the file that is there now.
    await (this.#file === undefined ? closing() : this.#file.closeWith(closing));
    this.#file = undefined;
  }
}
