// The text inside of a scalar element, as a value. What cannot be one is said in Python's words, which clients know.

import { parseDateTime } from './date-time.ts';
import { longMax, longMin, narrowed, type XMLRPCValue } from './values.ts';
import { beyondLimit, invalid, quoted } from './xmlrpc-error.ts';

/** Python's own limit: the time that a number's text takes grows with the square of its length. */
const digitsMax = 4300;

export const scalars: ReadonlyMap<string, (text: string) => XMLRPCValue> = new Map<
  string,
  (text: string) => XMLRPCValue
>([
  ['int', parseLong],
  ['i1', parseLong],
  ['i2', parseLong],
  ['i4', parseLong],
  ['i8', parseLong],
  ['biginteger', (text) => narrowed(parseInteger(text))],
  ['boolean', parseBoolean],
  ['double', parseDouble],
  ['float', parseDouble],
  ['bigdecimal', parseDouble],
  ['string', (text) => text],
  ['dateTime.iso8601', parseDateTime],
  ['base64', parseBase64],
  ['nil', () => null],
]);

const shortInteger = /^[+-]?\d{1,15}$/;

/** Any width up to 64 bits under any name: real senders write <int> for what has more than 32. */
function parseLong(text: string): number | bigint {
  if (shortInteger.test(text)) return Number(text) + 0;
  const value = parseInteger(text);
  if (value > longMax || value < longMin) throw invalid('OverflowError', 'int exceeds XML-RPC limits');
  return narrowed(value);
}

function parseInteger(text: string): bigint {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed))
    throw invalid('ValueError', `invalid literal for int() with base 10: ${quoted(text)}`);
  if (trimmed.length > digitsMax + 1) {
    const reason = `Exceeds the limit (${digitsMax} digits) for integer string conversion`;
    throw beyondLimit('ValueError', reason, 'nothing');
  }
  return BigInt(trimmed.replace(/^\+/, ''));
}

function parseBoolean(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed !== '0' && trimmed !== '1') throw invalid('TypeError', 'bad boolean value');
  return trimmed === '1';
}

function parseDouble(text: string): number {
  const trimmed = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  const [, sign, word] = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed) ?? [];
  if (word === undefined) throw invalid('ValueError', `could not convert string to float: ${quoted(text)}`);
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function parseBase64(text: string): Buffer {
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) throw invalid('binascii.Error', 'Only base64 data is allowed');
  if (packed.length % 4 !== 0) throw invalid('binascii.Error', 'Incorrect padding');
  return Buffer.from(packed, 'base64');
}
