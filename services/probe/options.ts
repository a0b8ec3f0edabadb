// Socket options as the kernel takes them. What they do is described in src/protocol/probe.ts.

import type { SocketOptions } from '../../src/protocol/probe.ts';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';
import { AF_INET6, SOL_SOCKET, setOption } from './syscalls.ts';

const SO_REUSEADDR = 2;
const SO_BROADCAST = 6;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_KEEPALIVE = 9;
const SO_LINGER = 13;
const SO_REUSEPORT = 15;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_USER_TIMEOUT = 18;
const IPPROTO_IP = 0;
const IP_MTU_DISCOVER = 10;
const IP_RECVERR = 11;
const IPPROTO_IPV6 = 41;
const IPV6_MTU_DISCOVER = 23;
const IPV6_RECVERR = 25;
/** To both of them: never cut in pieces. */
const PMTUDISC_DO = 2;

/** Level, name and value, or values for a struct. */
type Setting = readonly [level: number, name: number, ...values: number[]];

/** Throws what the kernel says, with the system call `setsockopt`. */
export function applyOptions(fd: number, family: number, options: SocketOptions): void {
  for (const [level, name, ...values] of settingsOf(family, options)) set(fd, level, name, ...values);
}

export function reuseAddress(fd: number): void {
  set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
}

/** The close that follows sends a reset. */
export function resetOnClose(fd: number): void {
  set(fd, SOL_SOCKET, SO_LINGER, 1, 0);
}

/** The close that follows does not wait, and the kernel sends what is left. */
export function lingerNot(fd: number): void {
  set(fd, SOL_SOCKET, SO_LINGER, 0, 0);
}

function settingsOf(family: number, options: SocketOptions): Setting[] {
  const { keepAlive, lingerSeconds, receiveBufferBytes, sendBufferBytes, userTimeoutMs } = options;
  const settings: Setting[] = [];
  const flag = (value: boolean | undefined, level: number, name: number) => {
    if (value !== undefined) settings.push([level, name, value ? 1 : 0]);
  };
  flag(options.noDelay, IPPROTO_TCP, TCP_NODELAY);
  flag(options.reuseAddress, SOL_SOCKET, SO_REUSEADDR);
  flag(options.reusePort, SOL_SOCKET, SO_REUSEPORT);
  flag(options.broadcast, SOL_SOCKET, SO_BROADCAST);
  const isV6 = family === AF_INET6;
  flag(options.receiveErrors, isV6 ? IPPROTO_IPV6 : IPPROTO_IP, isV6 ? IPV6_RECVERR : IP_RECVERR);
  if (options.dontFragment === true) {
    const discover = isV6
      ? ([IPPROTO_IPV6, IPV6_MTU_DISCOVER] as const)
      : ([IPPROTO_IP, IP_MTU_DISCOVER] as const);
    settings.push([...discover, PMTUDISC_DO]);
  }
  if (keepAlive !== undefined) {
    settings.push([IPPROTO_TCP, TCP_KEEPIDLE, keepAlive.idleSeconds]);
    settings.push([IPPROTO_TCP, TCP_KEEPINTVL, keepAlive.intervalSeconds]);
    settings.push([IPPROTO_TCP, TCP_KEEPCNT, keepAlive.count]);
    settings.push([SOL_SOCKET, SO_KEEPALIVE, 1]);
  }
  if (lingerSeconds !== undefined) settings.push([SOL_SOCKET, SO_LINGER, 1, lingerSeconds]);
  if (receiveBufferBytes !== undefined) settings.push([SOL_SOCKET, SO_RCVBUF, receiveBufferBytes]);
  if (sendBufferBytes !== undefined) settings.push([SOL_SOCKET, SO_SNDBUF, sendBufferBytes]);
  if (userTimeoutMs !== undefined) settings.push([IPPROTO_TCP, TCP_USER_TIMEOUT, userTimeoutMs]);
  return settings;
}

function set(fd: number, level: number, name: number, ...values: readonly number[]): void {
  const result = setOption(fd, level, name, ...values);
  if (result < 0) throw kernelError(-result, 'setsockopt');
}
