// A handler that reads one datagram as a file and answers with what it has written.

import type { SocketAddress } from './address.ts';
import type { Datagram } from './datagram-server.ts';
import { BaseRequestHandler, type HandlerServer } from './request-handler.ts';

/**
 * Override `handle`: read `packet`, write to `wfile`. One datagram goes back when handle is over: also when nothing
 * was written (an empty one) and also when handle threw (what was written until then), as in Python.
 */
export abstract class DatagramRequestHandler<
  Address extends SocketAddress = SocketAddress,
  Server extends HandlerServer = HandlerServer,
> extends BaseRequestHandler<Datagram<Address>, Address, Server> {
  /** Gathers the reply. */
  readonly wfile = new DatagramWriter();

  /** The datagram's bytes. */
  get packet(): Buffer {
    return this.request.data;
  }

  override finish(): Promise<void> {
    return this.request.socket.sendTo(this.wfile.bytes(), this.clientAddress);
  }
}

class DatagramWriter {
  readonly #parts: Uint8Array[] = [];

  write(data: Uint8Array | string): void {
    this.#parts.push(typeof data === 'string' ? Buffer.from(data) : data);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
