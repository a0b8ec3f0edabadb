// A container's log, or the engine's events, as far as a page can hold them: of a long file its head and its tail, and
// never more than these are read.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LogLine } from './page-data.ts';

export interface FileEnds {
  readonly bytes: number;
  /** Lines from the beginning; all of them where the file is short. */
  readonly head: readonly string[];
  /** Lines from the end; empty where the file is short. */
  readonly tail: readonly string[];
  /** Bytes between the two. */
  readonly leftOutBytes: number;
}

const endBytes = 512 * 1024;

/** Reads both ends of a file; at most a megabyte, however long it is. */
export function readEnds(path: string, ofEachBytes = endBytes): FileEnds {
  const descriptor = openSync(path, 'r');
  try {
    const { size: bytes } = fstatSync(descriptor);
    if (bytes <= 2 * ofEachBytes) {
      return { bytes, head: linesOf(readAt(descriptor, 0, bytes)), tail: [], leftOutBytes: 0 };
    }
    // Where a part begins or ends in the middle of a line, that line is left out.
    const head = linesOf(readAt(descriptor, 0, ofEachBytes)).slice(0, -1);
    const tail = linesOf(readAt(descriptor, bytes - ofEachBytes, ofEachBytes)).slice(1);
    return { bytes, head, tail, leftOutBytes: bytes - sizeOf(head) - sizeOf(tail) };
  } finally {
    closeSync(descriptor);
  }
}

function readAt(descriptor: number, position: number, length: number): string {
  const buffer = Buffer.alloc(length);
  const read = readSync(descriptor, buffer, 0, length, position);
  return buffer.toString('utf8', 0, read);
}

const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const sizeOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

const lineMax = 600;

/** A line of the engine's log: its time, and what was said. */
export function readLogLine(line: string): LogLine {
  const [, time = '', text = line] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (.*)$/s.exec(line) ?? [];
  const said = joinParts(text).replace(longData, shortenData);
  const shown = said.length > lineMax ? `${said.slice(0, lineMax)} … ${said.length - lineMax} more` : said;
  return [readTime(time), shown];
}

// The engine cuts a line behind 16 KiB, and puts its time before every part of it.
const partBytes = 16 * 1024;
const joinParts = (text: string): string =>
  text.length < partBytes ? text : text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /g, '');

// What a probe received, in base64: its beginning and its length tell enough, and the line stays JSON.
const longData = /"data":"([A-Za-z0-9+/]*={0,2})"/;
const shortenData = (_: string, data: string): string =>
  `"data":"${data.slice(0, 80)}","dataBytes":${Math.floor((data.replace(/=+$/, '').length * 3) / 4)}`;

/** Milliseconds with fractions, which Date would drop. */
function readTime(time: string): number {
  const wholeMs = Date.parse(`${time.slice(0, 19)}Z`);
  if (Number.isNaN(wholeMs)) return 0;
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '';
  return Math.round((wholeMs + Number(`0.${fraction || 0}`) * 1000) * 1000) / 1000;
}
