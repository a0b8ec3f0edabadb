// A Unix datagram socket in the manner of node:dgram, which has none: the one place that provides them.
// Linux only. The system calls are in unix-datagram-syscalls.ts, being woken to receive in unix-datagram-watch.ts,
// waiting for a full receiver in unix-datagram-send-queue.ts, names as bytes in unix-sockaddr.ts.
//
//   peer -> kernel queue -> event loop -> up to 64 datagrams a turn -> 'message'
//   send -> kernel queue of the peer, or the line of the peer while that is full
//
// A socket with a name keeps the process (or worker) alive until close() or unref(), as node:dgram's do. So do
// queued sends, ref'ed or not, until their deadline. A worker that is terminated closes its sockets, but nobody
// removes their files then.

import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import type { UnixAddress } from './address.ts';
import { hasFile, SocketFile } from './socket-file.ts';
import { UnixDatagramSendQueue } from './unix-datagram-send-queue.ts';
import {
  bindSocket,
  closeDatagramSocket,
  connectSocket,
  kernelError,
  nameOf,
  openDatagramSocket,
  receiveDatagram,
  sendDatagram,
  setBufferBytes,
} from './unix-datagram-syscalls.ts';
import { type ReadableWatch, watchReadable } from './unix-datagram-watch.ts';
import { encodeSockaddr, unnamedSockaddr } from './unix-sockaddr.ts';

const { EAGAIN, EBADF, ECONNRESET } = constants.errno;

/** Then timers and other sockets have their turn; the loop comes back at once if more is there. */
const datagramsPerTurn = 64;

export interface UnixDatagramSocketOptions {
  /**
   * SO_RCVBUF in bytes. Default: the kernel's, `net.core.rmem_default`. Linux charges a Unix datagram to its sender,
   * so this does not change how many wait; it is there for programs that read it back.
   */
  readonly receiveBufferBytes?: number;
  /**
   * SO_SNDBUF in bytes; a datagram must be a little smaller. Default: the kernel's, `net.core.wmem_default`. The
   * kernel doubles it and caps it at twice `net.core.wmem_max`.
   */
  readonly sendBufferBytes?: number;
  /** Longest datagram to receive, in bytes; longer ones are cut and flagged. Default 212_992, Linux's wmem_default. */
  readonly datagramBytesMax?: number;
  /** How long a send may wait for room in the receiver's queue, in ms; then it fails with EAGAIN. Default 5_000. */
  readonly sendTimeoutMs?: number;
  /** How many sends may wait at a time, for all peers together; one more fails with ENOBUFS. Default 4_096. */
  readonly queuedSendsMax?: number;
}

export interface UnixDatagramSocketEvents {
  message: [data: Buffer, peer: UnixAddress, truncated: boolean];
  /**
   * Something could not be received. After ECONNRESET (the connected peer turned to another with datagrams of ours
   * unread) the socket goes on; after any other it is closed.
   */
  error: [error: Error];
  close: [];
}

export class UnixDatagramSocket extends EventEmitter<UnixDatagramSocketEvents> {
  readonly options: UnixDatagramSocketOptions;
  readonly #queue: UnixDatagramSendQueue;
  readonly #datagramBytesMax: number;
  #fd = -1;
  #closed = false;
  #referenced = true;
  #watch: ReadableWatch | undefined;
  #file: SocketFile | undefined;

  constructor(options: UnixDatagramSocketOptions = {}) {
    super();
    this.options = options;
    this.#datagramBytesMax = options.datagramBytesMax ?? 212_992;
    this.#queue = new UnixDatagramSendQueue(
      (data, sockaddr) => sendDatagram(this.#fd, data, sockaddr),
      options.sendTimeoutMs ?? 5_000,
      options.queuedSendsMax ?? 4_096,
    );
  }

  /** The descriptor; -1 before the first use and after close. */
  get fd(): number {
    return this.#fd;
  }

  /**
   * Takes a name and starts to receive. Without a path Linux chooses an abstract name, so that peers can reply.
   * Throws EADDRINUSE, ENOENT (no such directory), EACCES, EINVAL (has a name); PATH_TOO_LONG, ADDRESS_INVALID.
   */
  bind(path?: string): void {
    const sockaddr = path === undefined ? unnamedSockaddr : encodeSockaddr(path);
    this.#configure('bind', path, (fd) => {
      // First what may fail for want of descriptors: once bound, a failure would leave the file behind.
      const watch = this.#watch ?? watchReadable(fd, this.#drain);
      try {
        bindSocket(fd, sockaddr, path);
      } catch (error) {
        if (watch !== this.#watch) watch.close();
        throw error;
      }
      this.#watch = watch;
    });
    if (!this.#referenced) this.#watch?.unref();
    if (path !== undefined && hasFile(path)) this.#file = new SocketFile(path);
  }

  /**
   * Chooses the peer of sends without a path, and the only one to receive from: others get EPERM. Replies of that
   * peer are not held up by a full queue here, only by its own send buffer.
   * Throws ENOENT, ECONNREFUSED (nobody has it open), EPROTOTYPE (a stream socket), EACCES.
   */
  connect(path: string): void {
    const sockaddr = encodeSockaddr(path);
    this.#configure('connect', path, (fd) => connectSocket(fd, sockaddr, path));
  }

  /**
   * Resolves when the kernel has taken the datagram: it is in the receiver's queue, not yet read. Waits while that is
   * full, in order for each peer; `data` must not change until then. Rejects with ENOENT, ECONNREFUSED, EMSGSIZE,
   * EACCES, EPROTOTYPE, ENOTCONN (no path, not connected), EAGAIN (too long full), ENOBUFS (too many wait),
   * ECANCELED (closed while it waited), EBADF (closed before).
   */
  async send(data: Uint8Array, path?: string): Promise<void> {
    const sockaddr = path === undefined ? undefined : encodeSockaddr(path);
    this.#open('sendto', path);
    return this.#queue.send(data, sockaddr, path);
  }

  /** The own name; path '' without one. */
  address(): UnixAddress {
    return this.#fd === -1 ? { path: '' } : nameOf(this.#fd);
  }

  /** The socket keeps the process alive again. */
  ref(): this {
    this.#referenced = true;
    this.#watch?.ref();
    return this;
  }

  /** The process may end while the socket is open. */
  unref(): this {
    this.#referenced = false;
    this.#watch?.unref();
    return this;
  }

  /** Ends it at once, also from a message listener. Removes the file that bind made. Twice is fine. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.cancel();
    this.#watch?.close();
    this.#watch = undefined;
    // Before the descriptor closes: until then no other file can have the inode number.
    this.#file?.remove();
    if (this.#fd !== -1) closeDatagramSocket(this.#fd);
    this.#fd = -1;
    process.nextTick(() => this.emit('close'));
  }

  #open(syscall: string, path: string | undefined): number {
    if (this.#closed) throw kernelError(EBADF, syscall, path);
    if (this.#fd !== -1) return this.#fd;
    this.#fd = openDatagramSocket();
    const { receiveBufferBytes, sendBufferBytes } = this.options;
    if (receiveBufferBytes !== undefined) setBufferBytes(this.#fd, 'receive', receiveBufferBytes);
    if (sendBufferBytes !== undefined) setBufferBytes(this.#fd, 'send', sendBufferBytes);
    return this.#fd;
  }

  /** A bind or connect that fails leaves nothing open that was not open before. */
  #configure(syscall: string, path: string | undefined, call: (fd: number) => void): void {
    const wasOpen = this.#fd !== -1;
    try {
      call(this.#open(syscall, path));
    } catch (error) {
      if (!wasOpen && this.#fd !== -1) {
        closeDatagramSocket(this.#fd);
        this.#fd = -1;
      }
      throw error;
    }
  }

  /** An arrow function, because it is handed to the watch. */
  readonly #drain = (): void => {
    for (let left = datagramsPerTurn; left > 0 && this.#watch !== undefined; left -= 1) {
      const received = receiveDatagram(this.#fd, this.#datagramBytesMax);
      if (received === EAGAIN) return;
      if (typeof received === 'number') {
        this.#fail(received);
        return;
      }
      this.emit('message', received.data, received.peer, received.truncated);
    }
  };

  #fail(errno: number): void {
    // Anything but a reset would come again at every turn of the loop.
    if (errno !== ECONNRESET) this.close();
    this.emit('error', kernelError(errno, 'recvfrom'));
  }
}
