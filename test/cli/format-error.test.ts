// The pages of the error dictionary, as they stand on a terminal of 100 columns.

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { formatErrorList, formatErrorPage, formatErrorTable, wrap } from '../../src/cli/format-error.ts';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';

const linesOf = (text: string): string[] => stripVTControlCharacters(text).split('\n');
const tooLong = (lines: readonly string[]): string[] => lines.filter((line) => line.length > 100);

describe('wrap', () => {
  test('breaks between words, the first line after one indent and the others after another', () => {
    const lines = wrap('word '.repeat(60).trim(), '  1. ', '     ');
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    expect(lines.map((line) => line.slice(0, 9))).toEqual([
      '  1. word',
      '     word',
      '     word',
      '     word',
    ]);
  });
  test('leaves a word that is longer than a line whole', () => {
    expect(wrap(`a ${'b'.repeat(120)} c`)).toEqual(['a', 'b'.repeat(120), 'c']);
  });
});

test.each(errorDictionary.map((entry) => [entry.id, entry] as const))('the page of %s fits', (id, entry) => {
  const lines = linesOf(formatErrorPage(entry));
  expect(tooLong(lines)).toEqual([]);
  expect(lines[0]).toBe(`${id}  ${entry.short}`);
  expect(lines.join('\n')).not.toMatch(/: undefined|: null|\[object Object|\n\n\n|[ \t]\n/);
});

test('the table holds every entry once, and fits', () => {
  const lines = linesOf(formatErrorTable(errorDictionary));
  expect(tooLong(lines)).toEqual([]);
  for (const { id } of errorDictionary) {
    expect(lines.filter((line) => line.startsWith(`  ${id}  `)).length, id).toBe(1);
  }
});

test('a list tells numbers apart', () => {
  const entries = errorDictionary.filter(({ id }) => id === 'EHOSTDOWN' || id === 'EOF');
  expect(linesOf(formatErrorList(entries))).toEqual([
    '  EHOSTDOWN  the host is down  (Linux 112; macOS 64; Windows 10064)',
    '  EOF        the peer ended in good order',
  ]);
});
