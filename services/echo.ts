// The echo rule and the handlers that follow it: a server answers each message with its ASCII letters in upper case
// and all other bytes unchanged; a stream server until the client closes.
//
//   hello -> recv -> upper -> sendAll -> HELLO

import {
  BaseRequestHandler,
  type Connection,
  type Datagram,
  type SocketAddress,
} from '../src/socketserver/index.ts';
import type { Journal } from './journal.ts';
import { upper } from './upper.ts';

/** Answers one client until it has finished sending. */
export class StreamEcho<Address extends SocketAddress> extends BaseRequestHandler<Connection, Address> {
  override async handle(): Promise<void> {
    for (;;) {
      const data = await this.request.recv();
      if (data.length === 0) return;
      await this.request.sendAll(upper(data));
    }
  }
}

/** The same, telling of its connections in `journal`. */
export function streamEcho(journal: Journal) {
  return class JournalStreamEcho<Address extends SocketAddress> extends StreamEcho<Address> {
    readonly #startedMs = performance.now();

    override setup(): void {
      journal.connected(this.clientAddress);
    }

    override finish(): void {
      journal.closed(this.clientAddress, this.request.socket.bytesRead, performance.now() - this.#startedMs);
    }
  };
}

/** For children, which have no journal: `new URL('./echo.ts#StreamEcho', import.meta.url)`. */
export const echoModules = {
  stream: new URL('./echo.ts#StreamEcho', import.meta.url),
  datagram: new URL('./echo.ts#DatagramEcho', import.meta.url),
} as const;

/** Answers one datagram. */
export class DatagramEcho<Address extends SocketAddress> extends BaseRequestHandler<
  Datagram<Address>,
  Address
> {
  override async handle(): Promise<void> {
    const { data, socket } = this.request;
    await socket.sendTo(upper(data), this.clientAddress);
  }
}

/** The largest payload that UDP carries: no echo is cut short. */
export const datagramBytesMax = 65_507;
