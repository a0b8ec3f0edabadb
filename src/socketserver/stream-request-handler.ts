// A handler that works on `rfile` and `wfile` instead of the bare connection.

import type { SocketAddress } from './address.ts';
import type { Connection } from './connection.ts';
import { BaseRequestHandler, type HandlerServer } from './request-handler.ts';
import { StreamReader } from './stream-reader.ts';
import { StreamWriter } from './stream-writer.ts';

/** Override `handle`; the fields below are its settings, to be set anew in a subclass. */
export abstract class StreamRequestHandler<
  Address extends SocketAddress = SocketAddress,
  Server extends HandlerServer = HandlerServer,
> extends BaseRequestHandler<Connection, Address, Server> {
  /** A read that waits longer rejects with ETIMEDOUT, ms; 0 waits for ever. */
  protected readonly timeoutMs: number = 0;
  /** Writes are gathered up to this many bytes; 0 sends each at once. */
  protected readonly wbufBytes: number = 0;
  /** TCP_NODELAY: small writes leave at once. Without effect on Unix sockets. */
  protected readonly disableNagleAlgorithm: boolean = false;
  /** Longest line that `rfile` accepts, bytes. */
  protected readonly lineBytesMax: number = 65_536;

  #rfile: StreamReader | undefined;
  #wfile: StreamWriter | undefined;

  /** The same as `request`. */
  get connection(): Connection {
    return this.request;
  }

  get rfile(): StreamReader {
    this.#rfile ??= new StreamReader(this.request, { lineBytesMax: this.lineBytesMax });
    return this.#rfile;
  }

  get wfile(): StreamWriter {
    this.#wfile ??= new StreamWriter(this.request, this.wbufBytes);
    return this.#wfile;
  }

  override setup(): void {
    this.request.setReadTimeout(this.timeoutMs);
    if (this.disableNagleAlgorithm) this.request.socket.setNoDelay(true);
  }

  /** Sends what `wfile` has gathered, also when handle threw; that the peer is gone is no error here. */
  override async finish(): Promise<void> {
    await this.#wfile?.close().catch(() => {});
  }
}
