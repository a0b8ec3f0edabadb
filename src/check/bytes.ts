// What stands on the command line as the bytes that go over the wire, and back: `PING\r\n`, `\x00\x01`, `\\`.

import { SocketbedError } from '../errors/socketbed-error.ts';

const named: Readonly<Record<string, number>> = { r: 13, n: 10, t: 9, 0: 0, '\\': 92 };

/** Understands `\r \n \t \0 \xNN \\`; everything else stands for itself, as UTF-8. OPTION_INVALID for another `\`. */
export function bytesOf(text: string, option: string): Buffer {
  const parts: Buffer[] = [];
  for (const [part, escaped] of text.matchAll(/\\(x[0-9a-fA-F]{2}|.|$)|[^\\]+/gs)) {
    if (escaped === undefined) parts.push(Buffer.from(part));
    else parts.push(Buffer.of(byteOf(escaped, part, option)));
  }
  return Buffer.concat(parts);
}

function byteOf(escaped: string, part: string, option: string): number {
  const byte = escaped.length === 3 ? Number.parseInt(escaped.slice(1), 16) : named[escaped];
  if (byte !== undefined) return byte;
  throw new SocketbedError({
    code: 'OPTION_INVALID',
    what: `${option} has an escape that nobody knows`,
    found: part,
    advice: 'These are known: \\r \\n \\t \\0 \\xNN, and \\\\ for a backslash itself',
  });
}

const shownMax = 40;

/** Bytes as they can be read in a sentence: `"+PONG\r\n"`. */
export function quoteBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, shownMax), (byte) => {
    if (byte === 13) return '\\r';
    if (byte === 10) return '\\n';
    if (byte === 92) return '\\\\';
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }).join('');
  return `"${text}${bytes.length > shownMax ? '…' : ''}"`;
}
