// The kernel's socket calls through koffi, one function each, because Node's own sockets read ahead, accept ahead and
// close politely. Every socket is non-blocking. What a call gives is what the kernel gives: a count or a descriptor,
// or below zero the errno. What the calls mean together is left to the rest of this folder.
//
//   recv -> one receive buffer for the whole process -> a copy of the right size -> the command that asked

import koffi from 'koffi';
import { onThread } from './threads.ts';

type Call<Parameters extends unknown[]> = (...args: Parameters) => number;

// The C library that Node itself is linked to, glibc or musl.
const c = koffi.load(null);
const libcSocket: Call<[family: number, type: number, protocol: number]> =
  c.func('int socket(int, int, int)');
const libcBind: Call<[fd: number, sockaddr: Buffer, length: number]> = c.func(
  'int bind(int, const void *, uint32_t)',
);
const libcConnect: Call<[fd: number, sockaddr: Buffer, length: number]> = c.func(
  'int connect(int, const void *, uint32_t)',
);
const libcListen: Call<[fd: number, backlog: number]> = c.func('int listen(int, int)');
const libcAccept4: Call<[fd: number, sockaddr: null, length: null, flags: number]> = c.func(
  'int accept4(int, void *, void *, int)',
);
const libcShutdown: Call<[fd: number, how: number]> = c.func('int shutdown(int, int)');
const libcClose = c.func('int close(int)');
const libcGetsockname: Call<[fd: number, sockaddr: Buffer, length: Uint32Array]> = c.func(
  'int getsockname(int, void *, void *)',
);
const libcGetpeername: typeof libcGetsockname = c.func('int getpeername(int, void *, void *)');
const libcSetsockopt: Call<[fd: number, level: number, name: number, value: Int32Array, bytes: number]> =
  c.func('int setsockopt(int, int, int, const void *, uint32_t)');
const libcGetsockopt: Call<[fd: number, level: number, name: number, value: Int32Array, bytes: Uint32Array]> =
  c.func('int getsockopt(int, int, int, void *, void *)');
const libcSendto: Call<
  [fd: number, data: Uint8Array, bytes: number, flags: number, to: Buffer | null, toBytes: number]
> = c.func('long sendto(int, const void *, size_t, int, const void *, uint32_t)');
const libcRecvfrom: Call<
  [fd: number, into: Buffer, bytes: number, flags: number, from: Buffer | null, fromBytes: Uint32Array | null]
> = c.func('long recvfrom(int, void *, size_t, int, void *, void *)');
const libcPoll: Call<[fds: Buffer, count: number, timeoutMs: number]> = c.func(
  'int poll(void *, unsigned long, int)',
);
const libcExit: Call<[code: number]> = c.func('void _exit(int)');

// Linux, the same on every architecture that koffi has a build for.
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SHUT = { receive: 0, send: 1, both: 2 } as const;
export const POLLERR = 8;
export const POLLHUP = 0x10;
export const POLLRDHUP = 0x2000;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const MSG_PEEK = 2;
const MSG_TRUNC = 0x20;
const MSG_NOSIGNAL = 0x4000;

/** `struct sockaddr_storage`: room for an address of any family. */
const sockaddr = Buffer.alloc(128);
const sockaddrBytes = new Uint32Array(1);
const option = new Int32Array(1);
const optionBytes = new Uint32Array(1);
const pollfd = Buffer.alloc(8);
let receiveBuffer = Buffer.alloc(65_536);

/** A datagram as the kernel gave it. */
export interface Datagram {
  readonly data: Buffer;
  readonly from: Buffer;
  /** It was longer than what was asked for, and the rest is gone, unless it was only peeked at. */
  readonly truncated: boolean;
}

export function socket(family: number, type: number): number {
  return orErrno(libcSocket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

export function bind(fd: number, to: Buffer): number {
  return orErrno(libcBind(fd, to, to.length));
}

export function connect(fd: number, to: Buffer): number {
  return orErrno(libcConnect(fd, to, to.length));
}

export function listen(fd: number, backlog: number): number {
  return orErrno(libcListen(fd, backlog));
}

export function accept(fd: number): number {
  return orErrno(libcAccept4(fd, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

export function shutdown(fd: number, how: number): number {
  return orErrno(libcShutdown(fd, how));
}

export function close(fd: number): number {
  return orErrno(libcClose(fd));
}

/** On another thread: with SO_LINGER the kernel keeps whoever closes, non-blocking socket or not. */
export function closeAside(fd: number): Promise<void> {
  return onThread(new Promise((resolve) => libcClose.async(fd, () => resolve())));
}

/** The address that the socket has; an errno when it has none. */
export function localOf(fd: number): Buffer | number {
  return nameOf(fd, libcGetsockname);
}

/** The address that the socket is connected to; `-ENOTCONN` when it is not. */
export function peerOf(fd: number): Buffer | number {
  return nameOf(fd, libcGetpeername);
}

export function setOption(fd: number, level: number, name: number, ...values: readonly number[]): number {
  return orErrno(libcSetsockopt(fd, level, name, Int32Array.from(values), values.length * 4));
}

export function option32(fd: number, level: number, name: number): number {
  optionBytes[0] = 4;
  const result = orErrno(libcGetsockopt(fd, level, name, option, optionBytes));
  return result < 0 ? result : (option[0] ?? 0);
}

/** `to` as `null` is send(2). */
export function send(fd: number, data: Uint8Array, to: Buffer | null): number {
  return orErrno(libcSendto(fd, data, data.byteLength, MSG_NOSIGNAL, to, to?.length ?? 0));
}

/** Up to `bytesMax` bytes of a stream; none at its end. */
export function receive(fd: number, bytesMax: number, peek: boolean): Buffer | number {
  const into = receiveBufferOf(bytesMax);
  const bytes = orErrno(libcRecvfrom(fd, into, bytesMax, peek ? MSG_PEEK : 0, null, null));
  return bytes < 0 ? bytes : Buffer.from(into.subarray(0, bytes));
}

/** One datagram, cut to `bytesMax` bytes. */
export function receiveDatagram(fd: number, bytesMax: number, peek: boolean): Datagram | number {
  const into = receiveBufferOf(bytesMax);
  sockaddrBytes[0] = sockaddr.length;
  // With MSG_TRUNC the kernel returns the true length of the datagram and not of what it copied.
  const flags = peek ? MSG_PEEK | MSG_TRUNC : MSG_TRUNC;
  const bytes = orErrno(libcRecvfrom(fd, into, bytesMax, flags, sockaddr, sockaddrBytes));
  if (bytes < 0) return bytes;
  return {
    data: Buffer.from(into.subarray(0, Math.min(bytes, bytesMax))),
    from: Buffer.from(sockaddr.subarray(0, sockaddrBytes[0])),
    truncated: bytes > bytesMax,
  };
}

/** What the socket has to tell besides data: POLLERR, POLLHUP, POLLRDHUP. Takes nothing from it. */
export function stateOf(fd: number): number {
  pollfd.writeInt32LE(fd, 0);
  pollfd.writeInt16LE(POLLRDHUP, 4);
  return libcPoll(pollfd, 1, 0) > 0 ? pollfd.readUInt16LE(6) : 0;
}

/** Ends the process at once, whatever its threads are doing. */
export function exitAtOnce(code: number): void {
  libcExit(code);
}

function nameOf(fd: number, call: typeof libcGetsockname): Buffer | number {
  sockaddrBytes[0] = sockaddr.length;
  const result = orErrno(call(fd, sockaddr, sockaddrBytes));
  return result < 0 ? result : Buffer.from(sockaddr.subarray(0, sockaddrBytes[0]));
}

function receiveBufferOf(bytes: number): Buffer {
  if (receiveBuffer.length < bytes) receiveBuffer = Buffer.alloc(bytes);
  return receiveBuffer;
}

function orErrno(result: number): number {
  return result < 0 ? -koffi.errno() : result;
}
