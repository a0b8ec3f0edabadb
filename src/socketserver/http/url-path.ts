// The path of a URL as the path of a file: decoded once, in bytes, since a file's name need not be UTF-8.
//
//   /a%20b/c?d=e -> a b/c        what a file system would take for something else is a fault

import type { Refusal } from './refusal.ts';

export type FilePath = { readonly bytes: Buffer } | { readonly fault: Refusal };

/** `path` is a request's target, with or without a query. The result is relative: it has no leading slash. */
export function filePathOf(path: string): FilePath {
  const encoded = withoutQuery(path).replace(/^\/+/, '');
  if (/%(?![\da-f]{2})/i.test(encoded)) return fault(400, 'A percent sign in the path stands for nothing.');
  const text = unescaped(encoded);
  if (text.includes('\0')) return fault(400, 'There is a NUL in the path.');
  // A backslash separates names on some systems, and some clients think so everywhere.
  if (text.split(/[/\\]/).includes('..')) return fault(403, 'The path leads out of the directory.');
  return { bytes: Buffer.from(text, 'latin1') };
}

export function withoutQuery(path: string): string {
  return path.replace(/[?#].*$/s, '');
}

/** `?d=e`, or nothing. */
export function queryOf(path: string): string {
  return /\?[^#]*/.exec(path)?.[0] ?? '';
}

/** A file's name as a segment of a URL. */
export function urlSegment(name: Uint8Array): string {
  return Array.from(name, (byte) =>
    /[\w.~-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

/** One character for each byte. What stands there unescaped arrived as bytes of its own. */
function unescaped(encoded: string): string {
  return encoded.replace(/%([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number(`0x${digits}`)),
  );
}

function fault(status: number, detail: string): FilePath {
  return { fault: { status, detail } };
}
