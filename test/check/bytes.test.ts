// What a user writes for bytes, and how bytes are shown.

import { expect, test } from 'vitest';
import { bytesOf, quoteBytes } from '../../src/check/bytes.ts';

test.each([
  ['PING\\r\\n', Buffer.from('PING\r\n')],
  ['\\x00\\xff\\xFE', Buffer.of(0, 255, 254)],
  ['a\\\\n', Buffer.from('a\\n')],
  ['\\t\\0', Buffer.of(9, 0)],
  ['grüß', Buffer.from('grüß')],
  ['', Buffer.alloc(0)],
])('%s', (text, bytes) => {
  expect(bytesOf(text, '--probe')).toEqual(bytes);
});

test.each(['\\q', '\\x1', '\\xzz', 'end\\'])('%s is refused, by the name of its option', (text) => {
  expect(() => bytesOf(text, '--probe')).toThrow(/--probe has an escape that nobody knows/);
});

test('shown bytes can be given again, and are cut', () => {
  const bytes = Buffer.from('a\\b\r\n\0\x7f');
  expect(quoteBytes(bytes)).toBe('"a\\\\b\\r\\n\\x00\\x7f"');
  expect(bytesOf(quoteBytes(bytes).slice(1, -1), '--probe')).toEqual(bytes);
  expect(quoteBytes(Buffer.alloc(50, 'x'))).toBe(`"${'x'.repeat(40)}…"`);
});
