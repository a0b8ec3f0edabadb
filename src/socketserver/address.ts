// Addresses as values: where a server listens and where a peer came from.
//
// Python writes ('127.0.0.1', 8080) and '/run/x.sock'; here they are { host, port } and { path }.

import { SocketbedError } from '../errors/socketbed-error.ts';

/** An IPv4 or IPv6 endpoint. As a place to listen, port 0 asks the kernel for a free one. */
export interface InternetAddress {
  /** A numeric address, or a name to resolve when a server binds. */
  readonly host: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** A Unix socket. A path that begins with `\0` is a name in Linux's abstract namespace. */
export interface UnixAddress {
  /** Empty for a peer that has no name, as Unix stream clients usually have none. */
  readonly path: string;
}

export type SocketAddress = InternetAddress | UnixAddress;

/** A peer without a name. */
export const unnamed: UnixAddress = { path: '' };

/** Longest path the kernel takes: `sun_path` has 108 bytes, one of them for the end. */
export const unixPathBytesMax = 107;

/** `127.0.0.1:8080`, `[::1]:8080`, `/run/x.sock`, `@abstract`, `(unnamed)`. */
export function formatAddress(address: SocketAddress): string {
  if ('path' in address) {
    if (address.path === '') return '(unnamed)';
    return address.path.startsWith('\0') ? `@${address.path.slice(1)}` : address.path;
  }
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Throws ADDRESS_INVALID for a number that no port can have. */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return;
  throw new SocketbedError({
    code: 'ADDRESS_INVALID',
    what: `port ${port} is not a port`,
    found: 'expected a whole number from 0 to 65535',
    advice: 'Use 0 to let the kernel choose a free one',
  });
}

/** Throws PATH_TOO_LONG for a path the kernel would cut or refuse. */
export function checkUnixPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (path === '') {
    throw new SocketbedError({
      code: 'ADDRESS_INVALID',
      what: 'a Unix socket path is empty',
      advice: 'Give a file name, or a name that begins with \\0 for the abstract namespace',
    });
  }
  if (bytes > unixPathBytesMax) {
    throw new SocketbedError({
      code: 'PATH_TOO_LONG',
      what: `the Unix socket path ${formatAddress({ path })} is too long`,
      found: `it has ${bytes} bytes, the kernel takes ${unixPathBytesMax}`,
      advice: 'Use a shorter directory, such as one below /run or /tmp',
    });
  }
}
