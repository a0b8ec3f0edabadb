// The system calls below UnixDatagramSocket, through koffi, because Node has no AF_UNIX datagram sockets.
// Loads koffi at the first use, so that importing the library never fails. What the calls mean together is left to
// UnixDatagramSocket and to unix-datagram-watch.ts.
//
//   recvfrom -> one receive buffer and one sockaddr per thread -> a copy of the right size -> the listener
//   sendto   <- the caller's bytes, not copied

import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { formatAddress, type UnixAddress } from './address.ts';
import { systemError } from './system-error.ts';
import { decodeSockaddr } from './unix-sockaddr.ts';

type Koffi = typeof import('koffi');
type Call<Parameters extends unknown[]> = (...args: Parameters) => number;

interface Libc {
  readonly koffi: Koffi;
  readonly socket: Call<[family: number, type: number, protocol: number]>;
  readonly bind: Call<[fd: number, sockaddr: Buffer, length: number]>;
  readonly connect: Call<[fd: number, sockaddr: Buffer, length: number]>;
  readonly getsockname: Call<[fd: number, sockaddr: Buffer, length: Uint32Array]>;
  readonly setsockopt: Call<[fd: number, level: number, name: number, value: Int32Array, length: number]>;
  readonly epoll_create1: Call<[flags: number]>;
  readonly epoll_ctl: Call<[epoll: number, operation: number, fd: number, event: Buffer]>;
  readonly dup3: Call<[from: number, to: number, flags: number]>;
  readonly close: Call<[fd: number]>;
  readonly sendto: Call<
    [fd: number, data: Uint8Array, bytes: number, flags: number, to: Buffer | null, toBytes: number]
  >;
  readonly recvfrom: Call<
    [fd: number, into: Buffer, bytes: number, flags: number, from: Buffer, fromBytes: Uint32Array]
  >;
}

// Linux, the same on every architecture that koffi has a build for.
const AF_UNIX = 1;
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const MSG_TRUNC = 0x20;
const MSG_NOSIGNAL = 0x4000;
const EPOLL_CTL_ADD = 1;
const EPOLLIN = 1;

/** `events` is first; the layout of the rest, which is packed on x64 only, does not matter, for nobody reads it. */
const epollEvent = Buffer.from([EPOLLIN, ...new Array(15).fill(0)]);
/** 110 bytes of sockaddr_un, and one for the NUL that Linux adds to a path of 108. */
const peerSockaddr = Buffer.alloc(112);
const peerSockaddrBytes = new Uint32Array(1);
let receiveBuffer = Buffer.alloc(0);
let lastPeer: { readonly name: string; readonly address: UnixAddress } = { name: '', address: { path: '' } };
let loaded: Libc | undefined;

/** One datagram. `data` is the listener's own. */
export interface ReceivedDatagram {
  readonly data: Buffer;
  readonly peer: UnixAddress;
  /** True when the datagram was longer than the buffer; the rest is gone. */
  readonly truncated: boolean;
}

/** The kernel's error `errno` (positive) in Node's form. */
export function kernelError(errno: number, syscall: string, path?: string): NodeJS.ErrnoException {
  const message = getSystemErrorMessage(-errno);
  const on = path === undefined ? '' : ` ${formatAddress({ path })}`;
  const error = systemError(getSystemErrorName(-errno), syscall, `${message}${on}`);
  return Object.assign(error, { errno: -errno }, path === undefined ? undefined : { address: path, path });
}

/** A new descriptor, non-blocking and closed on exec. Throws UNSUPPORTED where there is no Linux or no koffi. */
export function openDatagramSocket(): number {
  const fd = libc().socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  check(fd, 'socket');
  if (isMainThread) return fd;
  // When a worker ends, terminated or not, Node closes what it opened with node:fs, so the socket takes the place
  // of such a file. Otherwise a terminated worker would leave a socket that takes datagrams and never reads them.
  try {
    const tracked = openSync('/dev/null', 'r');
    libc().dup3(fd, tracked, SOCK_CLOEXEC);
    return tracked;
  } finally {
    libc().close(fd);
  }
}

export function closeDatagramSocket(fd: number): void {
  if (isMainThread) libc().close(fd);
  else closeSync(fd);
}

/** Throws EADDRINUSE, ENOENT, EACCES, EINVAL (has a name already). */
export function bindSocket(fd: number, sockaddr: Buffer, path?: string): void {
  check(libc().bind(fd, sockaddr, sockaddr.length), 'bind', path);
}

/** Throws ENOENT, ECONNREFUSED, EPROTOTYPE, EACCES, EPERM. */
export function connectSocket(fd: number, sockaddr: Buffer, path: string): void {
  check(libc().connect(fd, sockaddr, sockaddr.length), 'connect', path);
}

export function setBufferBytes(fd: number, buffer: 'receive' | 'send', bytes: number): void {
  const name = buffer === 'receive' ? SO_RCVBUF : SO_SNDBUF;
  check(libc().setsockopt(fd, SOL_SOCKET, name, Int32Array.of(bytes), 4), 'setsockopt');
}

export function nameOf(fd: number): UnixAddress {
  peerSockaddrBytes[0] = peerSockaddr.length;
  check(libc().getsockname(fd, peerSockaddr, peerSockaddrBytes), 'getsockname');
  return { path: decodeSockaddr(peerSockaddr, peerSockaddrBytes[0]) };
}

/** Gives the kernel one datagram. Returns 0, or the errno as a positive number. */
export function sendDatagram(fd: number, data: Uint8Array, to: Buffer | undefined): number {
  const sent = libc().sendto(fd, data, data.byteLength, MSG_NOSIGNAL, to ?? null, to?.length ?? 0);
  return sent >= 0 ? 0 : libc().koffi.errno();
}

/** Takes one datagram of up to `bytesMax` bytes from the kernel. Returns it, or the errno as a positive number. */
export function receiveDatagram(fd: number, bytesMax: number): ReceivedDatagram | number {
  if (receiveBuffer.length < bytesMax) receiveBuffer = Buffer.alloc(bytesMax);
  peerSockaddrBytes[0] = peerSockaddr.length;
  // With MSG_TRUNC the kernel returns the true length of the datagram and not of what it copied.
  const { recvfrom, koffi } = libc();
  const bytes = recvfrom(fd, receiveBuffer, bytesMax, MSG_TRUNC, peerSockaddr, peerSockaddrBytes);
  if (bytes < 0) return koffi.errno();
  const data = Buffer.allocUnsafe(Math.min(bytes, bytesMax));
  receiveBuffer.copy(data, 0, 0, data.length);
  return { data, peer: peerAddress(peerSockaddrBytes[0]), truncated: bytes > bytesMax };
}

/** A UDP socket to take the descriptor of; it needs no network. */
export function openUdpDescriptor(): number {
  const fd = libc().socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  check(fd, 'socket');
  return fd;
}

/** Makes `place` an epoll set that is readable while `fd` is, and closes what it was. */
export function replaceWithEpollOf(fd: number, place: number): void {
  const { epoll_create1, epoll_ctl, dup3, close } = libc();
  const epoll = epoll_create1(SOCK_CLOEXEC);
  check(epoll, 'epoll_create1');
  try {
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, epollEvent), 'epoll_ctl');
    check(dup3(epoll, place, SOCK_CLOEXEC), 'dup3');
  } finally {
    close(epoll);
  }
}

export function closeDescriptor(fd: number): void {
  libc().close(fd);
}

/** Most datagrams come from the peer of the one before: its address is decoded once. */
function peerAddress(sockaddrBytes: number): UnixAddress {
  const name = peerSockaddr.toString('latin1', 0, sockaddrBytes);
  if (name !== lastPeer.name) {
    lastPeer = { name, address: { path: decodeSockaddr(peerSockaddr, sockaddrBytes) } };
  }
  return lastPeer.address;
}

function check(result: number, syscall: string, path?: string): void {
  if (result < 0) throw kernelError(libc().koffi.errno(), syscall, path);
}

function libc(): Libc {
  loaded ??= loadLibc();
  return loaded;
}

function loadLibc(): Libc {
  if (process.platform !== 'linux') throw unsupported(`this is ${process.platform}, not Linux`);
  try {
    const koffi: Koffi = createRequire(import.meta.url)('koffi');
    // The C library that Node itself is linked to: no name to guess, glibc and musl alike.
    const c = koffi.load(null);
    return {
      koffi,
      socket: c.func('int socket(int, int, int)'),
      bind: c.func('int bind(int, const void *, uint32_t)'),
      connect: c.func('int connect(int, const void *, uint32_t)'),
      getsockname: c.func('int getsockname(int, void *, void *)'),
      setsockopt: c.func('int setsockopt(int, int, int, const void *, uint32_t)'),
      epoll_create1: c.func('int epoll_create1(int)'),
      epoll_ctl: c.func('int epoll_ctl(int, int, int, void *)'),
      dup3: c.func('int dup3(int, int, int)'),
      close: c.func('int close(int)'),
      sendto: c.func('long sendto(int, const void *, size_t, int, const void *, uint32_t)'),
      recvfrom: c.func('long recvfrom(int, void *, size_t, int, void *, void *)'),
    };
  } catch (cause) {
    throw unsupported('the package koffi, which makes the system calls, cannot be loaded', cause);
  }
}

function unsupported(found: string, cause?: unknown): SocketbedError {
  const advice = 'Run it in a Linux container or WSL after npm install, or use a Unix stream socket';
  return new SocketbedError({
    code: 'UNSUPPORTED',
    what: 'cannot use a Unix datagram socket',
    found,
    advice,
    cause,
  });
}
