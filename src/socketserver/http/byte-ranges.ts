// Parts of a file: what a Range header asks for, and how one or several parts are sent (RFC 9110, 14).

import { randomBytes } from 'node:crypto';
import { combineRanges, parse, type Range } from 'range-parser';

/** More parts than this are not sent: the whole is cheaper, and who asks for so many means harm. */
const partsMax = 16;

/** The parts asked for; `whole` when the header is to be ignored, `unsatisfiable` when nothing of it exists. */
export function rangesOf(
  header: string | undefined,
  sizeBytes: number,
): readonly Range[] | 'whole' | 'unsatisfiable' {
  if (header === undefined) return 'whole';
  const { code, type, ranges } = parse(sizeBytes, header);
  if (type !== 'bytes' || (code & 1) !== 0) return 'whole';
  if (ranges.length === 0) return 'unsatisfiable';
  const parts = combineRanges(ranges);
  return parts.length > partsMax ? 'whole' : parts;
}

export function contentRange({ start, end }: Range, sizeBytes: number): string {
  return `bytes ${start}-${end}/${sizeBytes}`;
}

/** One piece of an answer's body: text of ours, or bytes of the file. */
export type BodyPiece = string | Range;

export interface Multipart {
  readonly contentType: string;
  readonly contentLength: number;
  readonly pieces: readonly BodyPiece[];
}

/** Several parts in one body, each with its own headers. */
export function multipartOf(parts: readonly Range[], contentType: string, sizeBytes: number): Multipart {
  const boundary = randomBytes(16).toString('hex');
  const pieces = parts.flatMap((part, index): BodyPiece[] => [
    `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Range: ${contentRange(part, sizeBytes)}\r\n\r\n`,
    part,
  ]);
  pieces.push(`\r\n--${boundary}--\r\n`);
  const lengthOf = (piece: BodyPiece): number =>
    typeof piece === 'string' ? piece.length : piece.end - piece.start + 1;
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    contentLength: pieces.reduce((sum, piece) => sum + lengthOf(piece), 0),
    pieces,
  };
}
