// Addresses of every family as the kernel has them, and back. Numbers only: looking names up is in resolve.ts.
//
//   IPv4   02 00  port  1.2.3.4  00 00 00 00 00 00 00 00
//   IPv6   0a 00  port  flow  16 bytes  scope
//   Unix   01 00  "/run/x.sock" 00
//
// Nothing is refused here that the kernel can refuse: it says more, and that is what a probe is for.

import { isIPv4 } from 'node:net';
import koffi from 'koffi';
import { formatAddress, type SocketAddress } from '../../src/socketserver/address.ts';
import { decodeSockaddr, encodeUnixName } from '../../src/socketserver/unix-sockaddr.ts';
import { AF_INET, AF_INET6, AF_UNIX } from './syscalls.ts';

const c = koffi.load(null);
const inet_pton: (family: number, text: string, into: Buffer) => number = c.func(
  'int inet_pton(int, const char *, void *)',
);
const inet_ntop: (family: number, address: Buffer, into: Buffer, bytes: number) => string = c.func(
  'const char *inet_ntop(int, const void *, void *, uint32_t)',
);
const if_nametoindex: (name: string) => number = c.func('unsigned int if_nametoindex(const char *)');

const portOffset = 2;
const v4 = { bytes: 16, addressOffset: 4 } as const;
const v6 = { bytes: 28, addressOffset: 8, scopeOffset: 24 } as const;
const text = Buffer.alloc(64);

/** `host` is numeric; `fe80::1%eth0` and `fe80::1%2` name the interface. */
export function encodeInternetAddress(host: string, port: number): Buffer {
  const is4 = isIPv4(host);
  const sockaddr = Buffer.alloc(is4 ? v4.bytes : v6.bytes);
  sockaddr.writeUInt16LE(is4 ? AF_INET : AF_INET6, 0);
  sockaddr.writeUInt16BE(port, portOffset);
  if (is4) {
    inet_pton(AF_INET, host, sockaddr.subarray(v4.addressOffset));
    return sockaddr;
  }
  const [address = '', scope] = host.split('%');
  inet_pton(AF_INET6, address, sockaddr.subarray(v6.addressOffset));
  if (scope !== undefined) {
    sockaddr.writeUInt32LE(/^\d+$/.test(scope) ? Number(scope) : if_nametoindex(scope), v6.scopeOffset);
  }
  return sockaddr;
}

/** A path, an abstract name, or `''`: then bind lets the kernel choose an abstract name. */
export function encodeUnixAddress(path: string): Buffer {
  const name = encodeUnixName(path);
  const end = name.length === 0 || name[0] === 0 ? [] : [0];
  return Buffer.concat([Buffer.from([AF_UNIX, 0]), name, Buffer.from(end)]);
}

/** `127.0.0.1:8080`, `[::1]:8080`, `/run/x.sock`, `@abstract`, `(unnamed)`. */
export function formatSockaddr(sockaddr: Buffer): string {
  return formatAddress(decode(sockaddr));
}

/** False for a Unix socket that has not been bound. */
export function hasName(sockaddr: Buffer): boolean {
  return sockaddr.length > 2;
}

function decode(sockaddr: Buffer): SocketAddress {
  const family = hasName(sockaddr) ? sockaddr.readUInt16LE(0) : AF_UNIX;
  if (family === AF_UNIX) return { path: decodeSockaddr(sockaddr, sockaddr.length) };
  const port = sockaddr.readUInt16BE(portOffset);
  if (family === AF_INET)
    return { host: sockaddr.subarray(v4.addressOffset, v4.addressOffset + 4).join('.'), port };
  const address = inet_ntop(AF_INET6, sockaddr.subarray(v6.addressOffset), text, text.length);
  const scope = sockaddr.readUInt32LE(v6.scopeOffset);
  return { host: scope === 0 ? address : `${address}%${scope}`, port };
}
