// Unix addresses as the kernel has them: `struct sockaddr_un`, the same bytes on x64 and arm64.
//
//   file       01 00  "/run/x.sock" 00      ends at the first NUL
//   abstract   01 00  00 "name"             the length ends it, NULs are part of the name
//   no name    01 00                        as a peer; given to bind, Linux chooses an abstract name
//
// Names are bytes. Valid UTF-8 is decoded as such. Otherwise every byte from 0x80 on becomes the lone surrogate
// U+DC80 to U+DCFF, as in Python's surrogateescape, and is turned back here: a reply reaches such a peer too.

import { isUtf8 } from 'node:buffer';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { checkUnixPath, formatAddress, unixPathBytesMax } from './address.ts';

const familyBytes = 2;
const familyUnix = 1;
const escapeBase = 0xdc00;

/** What bind takes for "choose a name for me". */
export const unnamedSockaddr: Buffer = Buffer.from([familyUnix, 0]);

/** The bytes of a path or, with `\0` in front, of an abstract name. */
export function encodeUnixName(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path);
  return Buffer.concat(
    Array.from(path, (char) => {
      const unit = char.charCodeAt(0);
      const escaped = unit >= escapeBase + 0x80 && unit <= escapeBase + 0xff && char.length === 1;
      return escaped ? Buffer.from([unit - escapeBase]) : Buffer.from(char);
    }),
  );
}

/** A path as bind, connect and sendto take it. Throws PATH_TOO_LONG and ADDRESS_INVALID. */
export function encodeSockaddr(path: string): Buffer {
  const name = encodeUnixName(path);
  // An escaped byte counts as three in checkUnixPath, so it is asked only about what is wrong in any case.
  if (name.length === 0 || name.length > unixPathBytesMax) checkUnixPath(path);
  const abstract = name[0] === 0;
  if (!abstract && name.includes(0)) {
    throw new SocketbedError({
      code: 'ADDRESS_INVALID',
      what: `the Unix socket path ${formatAddress({ path: path.replaceAll('\0', '\\0') })} has a NUL inside`,
      found: 'the kernel would end it there',
      advice: 'Put \\0 first for an abstract name, and nowhere in a file name',
    });
  }
  const sockaddr = Buffer.alloc(familyBytes + name.length + (abstract ? 0 : 1));
  sockaddr[0] = familyUnix;
  name.copy(sockaddr, familyBytes);
  return sockaddr;
}

/** The path in `length` bytes that the kernel wrote; '' for a socket without a name. */
export function decodeSockaddr(sockaddr: Buffer, length: number): string {
  const name = sockaddr.subarray(familyBytes, Math.max(length, familyBytes));
  const end = name[0] === 0 ? -1 : name.indexOf(0);
  const bytes = end === -1 ? name : name.subarray(0, end);
  if (isUtf8(bytes)) return bytes.toString();
  return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : escapeBase + byte)).join('');
}
