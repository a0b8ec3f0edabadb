// Tells when a socket may have something new to say, from Node's own event loop. Asking the socket what it is, is left
// to whoever waits.
//
//   sockets --> one epoll set, in the place of a UDP socket's descriptor --> event loop --> 'error' ENOTSOCK = the bell
//
// The bell is explained in src/socketserver/unix-datagram-watch.ts. The set is edge-triggered: it rings once for each
// news and not for a state that lasts, so a reset or half-read socket that nobody waits for costs nothing, and a socket
// is added once. The price is the rule of edges: wait only after the kernel has said EAGAIN, in the same turn.

import { createSocket, type Socket } from 'node:dgram';
import koffi from 'koffi';
import {
  closeDescriptor,
  kernelError,
  openUdpDescriptor,
} from '../../src/socketserver/unix-datagram-syscalls.ts';

const c = koffi.load(null);
const epoll_create1: (flags: number) => number = c.func('int epoll_create1(int)');
const epoll_ctl: (epoll: number, operation: number, fd: number, event: Buffer) => number = c.func(
  'int epoll_ctl(int, int, int, void *)',
);
const epoll_wait: (epoll: number, events: Buffer, eventsMax: number, timeoutMs: number) => number = c.func(
  'int epoll_wait(int, void *, int, int)',
);
const dup3: (from: number, to: number, flags: number) => number = c.func('int dup3(int, int, int)');

const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLLIN = 1;
const EPOLLOUT = 4;
const EPOLLERR = 8;
const EPOLLHUP = 0x10;
const EPOLLRDHUP = 0x2000;
const EPOLLET = 0x80000000;

const inMask = EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
const outMask = EPOLLOUT | EPOLLHUP | EPOLLERR;

// `struct epoll_event` is packed on x64 only.
const dataOffset = process.arch === 'x64' ? 4 : 8;
const eventBytes = dataOffset + 8;
const eventsPerTurn = 256;

/** Called with whether to try receiving again, and sending. */
export type ReadyListener = (input: boolean, output: boolean) => void;

export class Readiness implements Disposable {
  readonly #bell: Socket;
  readonly #epoll: number;
  readonly #events = Buffer.alloc(eventBytes * eventsPerTurn);
  readonly #event = Buffer.alloc(eventBytes);
  readonly #listeners = new Map<number, ReadyListener>();

  /** Does not keep the process alive. Throws what the kernel says when it is out of descriptors. */
  constructor() {
    this.#epoll = openUdpDescriptor();
    this.#bell = createSocket('udp4');
    try {
      this.#bell.bind({ fd: this.#epoll, exclusive: true });
    } catch (error) {
      closeDescriptor(this.#epoll);
      throw error;
    }
    try {
      putEpollInto(this.#epoll);
    } catch (error) {
      this.#bell.close();
      throw error;
    }
    this.#bell.on('error', () => this.#dispatch());
    this.#bell.unref();
  }

  /** Until `forget`, which must come before the descriptor is closed; the kernel forgets it then. */
  watch(fd: number, listener: ReadyListener): void {
    this.#event.writeUInt32LE((EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET) >>> 0, 0);
    this.#event.writeInt32LE(fd, dataOffset);
    check(epoll_ctl(this.#epoll, EPOLL_CTL_ADD, fd, this.#event), 'epoll_ctl');
    this.#listeners.set(fd, listener);
  }

  forget(fd: number): void {
    this.#listeners.delete(fd);
  }

  [Symbol.dispose](): void {
    this.#bell.close();
    this.#listeners.clear();
  }

  #dispatch(): void {
    const count = epoll_wait(this.#epoll, this.#events, eventsPerTurn, 0);
    // What does not fit rings again.
    for (let offset = 0; offset < count * eventBytes; offset += eventBytes) {
      const mask = this.#events.readUInt32LE(offset);
      const listener = this.#listeners.get(this.#events.readInt32LE(offset + dataOffset));
      listener?.((mask & inMask) !== 0, (mask & outMask) !== 0);
    }
  }
}

function putEpollInto(place: number): void {
  const epoll = epoll_create1(EPOLL_CLOEXEC);
  check(epoll, 'epoll_create1');
  try {
    check(dup3(epoll, place, EPOLL_CLOEXEC), 'dup3');
  } finally {
    closeDescriptor(epoll);
  }
}

function check(result: number, syscall: string): void {
  if (result < 0) throw kernelError(koffi.errno(), syscall);
}
