// A stream socket to an echo server, TCP or Unix. The answer is as long as the message, so its end is known without
// a line end or a length.
//
//   hello -> Connection.sendAll -> kernel ... kernel -> recv -> recv -> HELLO

import { once } from 'node:events';
import { connect } from 'node:net';
import type { Failure } from '../../src/errors/outcome.ts';
import type { SocketAddress } from '../../src/socketserver/address.ts';
import { Connection } from '../../src/socketserver/connection.ts';
import type { Channel, Opener } from './exchange.ts';

export function streamTo(target: SocketAddress): Opener {
  return async (signal) => {
    const socket = connect('path' in target ? { path: target.path } : { ...target, noDelay: true });
    const abort = () => socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    await once(socket, 'connect', { signal });
    signal.removeEventListener('abort', abort);
    return new StreamChannel(new Connection(socket, target));
  };
}

class StreamChannel implements Channel {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async ask(message: Buffer): Promise<Buffer | Failure> {
    // The server ended the connection while nobody asked; to write now would only draw a reset.
    if (this.#connection.socket.readableEnded) return { kind: 'closed' };
    // Reading does not wait for sending: a message longer than all buffers moves only while its echo is read.
    const sending = this.#connection.sendAll(message);
    const answer = this.#receive(message.length);
    return await Promise.race([answer, sending.then(() => answer)]);
  }

  async #receive(bytes: number): Promise<Buffer | Failure> {
    const parts: Buffer[] = [];
    for (let missing = bytes; missing > 0; ) {
      const part = await this.#connection.recv();
      if (part.length === 0) return { kind: 'closed', syscall: 'recv' };
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  destroy(): void {
    this.#connection.socket.destroy();
  }
}
