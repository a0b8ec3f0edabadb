// How data travels inside of a page: JSON, and bytes behind it, deflated and in base64, which no HTML can be hidden in.
// page/unpack.ts is the other end.
//
//   base64( deflate-raw( length of the JSON 4, little endian | JSON in UTF-8 | bytes ) )

import { deflateRawSync } from 'node:zlib';

/** `document` with the bytes that it speaks of by their place. */
export function pack(document: unknown, bytes: readonly Uint8Array[] = []): string {
  const json = Buffer.from(JSON.stringify(document));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(json.length);
  return deflateRawSync(Buffer.concat([head, json, ...bytes]), { level: 6 }).toString('base64');
}
