// Between bytes and the text of an XML document: which characters the bytes are, and what has to be escaped.

import { isUtf8 } from 'node:buffer';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { notWellFormed, quoted, unmarshallable } from './xmlrpc-error.ts';

const declaredEncoding = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/;
/** An XML declaration has its place at the beginning. */
const declarationBytesMax = 200;

/** By byte order mark, else by the XML declaration, else UTF-8. Throws for bytes that cannot be characters. */
export function decodeXml(body: Uint8Array): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const label =
    byteOrderMark(bytes) ?? declaredEncoding.exec(bytes.toString('latin1', 0, declarationBytesMax))?.[1];
  if (label === undefined || /^utf-?8$/i.test(label)) {
    if (!isUtf8(bytes)) throw notWellFormed('not well-formed (invalid token): the body is not UTF-8');
    const text = bytes.toString();
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
  // TextDecoder takes this name for windows-1252.
  if (/^(iso-?8859-1|latin-?1)$/i.test(label)) return bytes.toString('latin1');
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch (error) {
    const reason = error instanceof RangeError ? 'unknown encoding' : 'not well-formed (invalid token)';
    throw notWellFormed(`${reason}: ${quoted(label)}`);
  }
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : undefined;
}

// Tabs and line feeds may stand as they are; a carriage return would be read as a line feed.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const special = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Throws for a character that XML has no way to write. */
export function escapeXml(text: string): string {
  if (!special.test(text)) return text;
  const found = text.isWellFormed() ? impossible.exec(text)?.[0] : 'half of a surrogate pair';
  if (found !== undefined) {
    const name = found.length > 1 ? found : `the character U+${hex(found)}`;
    const advice = 'Send such text as bytes (base64)';
    throw unmarshallable('ValueError', `XML cannot carry ${name}`, advice);
  }
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** For texts of our own making around foreign ones: what XML cannot carry becomes U+FFFD. */
export function carriable(text: string): string {
  return text.toWellFormed().replace(new RegExp(impossible, 'g'), '\ufffd');
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

/** `<?xml ...?>` that names the encoding; UTF-8 goes without saying. */
export function xmlDeclaration(encoding: string): string {
  return isUtf8Name(encoding) ? "<?xml version='1.0'?>\n" : `<?xml version='1.0' encoding='${encoding}'?>\n`;
}

/** The document's bytes. In other encodings than UTF-8 whatever is not ASCII is written as `&#8364;`. */
export function encodeXml(text: string, encoding: string): Buffer {
  if (isUtf8Name(encoding)) return Buffer.from(text);
  return Buffer.from(
    text.replace(/[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`),
    'latin1',
  );
}

const utf8Names = new Set(['utf-8', 'utf8']);

function isUtf8Name(encoding: string): boolean {
  return utf8Names.has(encoding) || utf8Names.has(encoding.toLowerCase());
}

/** Throws OPTION_INVALID for an encoding in which ASCII is not ASCII, or that is no name of one. */
export function checkEncoding(encoding: string): void {
  if (/^[A-Za-z][A-Za-z0-9._-]*$/.test(encoding) && !/^(utf-?(16|32|7)|ucs|ebcdic|cp037|ibm)/i.test(encoding))
    return;
  throw new SocketbedError({
    code: 'OPTION_INVALID',
    what: `encoding is ${JSON.stringify(encoding)}`,
    found: 'expected one that contains ASCII',
    advice: 'Use utf-8, or a single-byte one such as iso-8859-15',
  });
}
