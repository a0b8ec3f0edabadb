// A datagram socket to an echo server, UDP or Unix. Both are connected: only then does the kernel say that nobody is
// there (for UDP by ICMP). A lost datagram is silence, which is the caller's deadline.
//
//   hello -> send -> kernel ... kernel -> 'message' -> Inbox -> HELLO

import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { InternetAddress, UnixAddress } from '../../src/socketserver/address.ts';
import type { Opener } from './exchange.ts';

export function udpTo({ host, port }: InternetAddress): Opener {
  return async () => {
    const { address, family } = await lookup(host);
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    const inbox = new Inbox();
    socket.on('message', (data) => inbox.deliver(data));
    socket.on('error', (error) => inbox.fail(error));
    try {
      socket.connect(port, address);
      await once(socket, 'connect');
    } catch (error) {
      socket.close();
      throw error;
    }
    return {
      ask(message) {
        socket.send(message, (error) => {
          if (error) inbox.fail(error);
        });
        return inbox.next();
      },
      destroy: () => socket.close(),
    };
  };
}

export function unixDatagramTo({ path }: UnixAddress): Opener {
  return async () => {
    // Loaded only here: it brings native code, which the other transports need not wait for.
    const { UnixDatagramSocket } = await import('../../src/socketserver/unix-datagram-socket.ts');
    const socket = new UnixDatagramSocket();
    const inbox = new Inbox();
    socket.on('message', (data: Buffer) => inbox.deliver(data));
    socket.on('error', (error: Error) => inbox.fail(error));
    const ownPath = answerPath(path);
    try {
      if (ownPath !== undefined) rmSync(ownPath, { force: true });
      socket.bind(ownPath);
      socket.connect(path);
    } catch (error) {
      socket.close();
      throw error;
    }
    return {
      ask(message) {
        socket.send(message).catch((error: unknown) => inbox.fail(error));
        return inbox.next();
      },
      destroy: () => socket.close(),
    };
  };
}

// The server answers to an address, so a client needs one: a file beside the server's, because the abstract names
// that the kernel gives away freely do not reach over to another container's network namespace. The name is the same
// after a restart, which clears away what a killed process left; in a container the process id repeats, the host name does not.
function answerPath(serverPath: string): string | undefined {
  if (serverPath.startsWith('\0')) return undefined;
  return join(dirname(serverPath), `client-${hostname().slice(0, 12)}-${process.pid}.sock`);
}

/** The next datagram for whoever waits. What comes while nobody waits is late or a duplicate and is dropped. */
class Inbox {
  #waiter: PromiseWithResolvers<Buffer> | undefined;
  #error: unknown;

  /** Rejects when the socket fails, and at once with an error that came between two messages. */
  next(): Promise<Buffer> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    this.#waiter = Promise.withResolvers();
    return this.#waiter.promise;
  }

  deliver(data: Buffer): void {
    this.#waiter?.resolve(data);
    this.#waiter = undefined;
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.#waiter?.reject(error);
    this.#waiter = undefined;
  }
}
