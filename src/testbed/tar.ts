// The one file in an archive as the engine's API gives it.
//
//   512 bytes header | the file, filled up to 512 | ...

import type { Readable } from 'node:stream';
import { SocketbedError } from '../errors/socketbed-error.ts';

const blockBytes = 512;
const sizeField = { start: 124, end: 136 };
const typeOffset = 156;
/** `0`, or nothing in old archives; others are directories and extended headers. */
const fileTypes = [0x30, 0];

/** The first file in it. Rejects with CONTAINER_FAILED when there is none. */
export async function fileInArchive(archive: NodeJS.ReadableStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of archive as Readable) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  for (let offset = 0; offset + blockBytes <= bytes.length; ) {
    const size = Number.parseInt(
      bytes.toString('latin1', offset + sizeField.start, offset + sizeField.end),
      8,
    );
    const start = offset + blockBytes;
    if (!Number.isSafeInteger(size)) break;
    if (fileTypes.includes(bytes[offset + typeOffset] ?? -1)) return bytes.subarray(start, start + size);
    offset = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  throw new SocketbedError({
    code: 'CONTAINER_FAILED',
    what: 'an archive of the engine holds no file',
    found: `${bytes.length} bytes`,
    advice: 'See the log of the Docker engine',
  });
}
