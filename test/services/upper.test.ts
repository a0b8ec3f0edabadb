import { expect, test } from 'vitest';
import { upper } from '../../services/upper.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('of all byte values only a to z change', () => {
  const changed = [...upper(everyByte).entries()].filter(([byte, result]) => result !== byte);
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => [
    letter.charCodeAt(0),
    letter.toUpperCase().charCodeAt(0),
  ]);
  expect(changed).toEqual(letters);
});

test('UTF-8 comes back as it was, unlike with toUpperCase', () => {
  expect(upper(Buffer.from('straße é 你好 z')).toString()).toBe('STRAßE é 你好 Z');
});

test('what was given is not changed', () => {
  const data = Buffer.from('hello');
  expect(upper(data).toString()).toBe('HELLO');
  expect(data.toString()).toBe('hello');
});

test('nothing gives nothing', () => {
  expect(upper(new Uint8Array()).length).toBe(0);
});
