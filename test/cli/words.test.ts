// A command in one text.

import { expect, test } from 'vitest';
import { shellWord, splitWords } from '../../src/cli/words.ts';

test.each([
  ['node server.js', ['node', 'server.js']],
  ['node -e \'a "b"\' --flag="c d"', ['node', '-e', 'a "b"', '--flag=c d']],
  ['  a\\ b  "\\"x\\""  ', ['a b', '"x"']],
  ["''", ['']],
  ['', []],
])('%s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test('a quote that does not end is told', () => {
  expect(() => splitWords("node 'x")).toThrow(/cannot be taken apart/);
});

test('a text as one word comes back as it was', () => {
  for (const text of ['plain', 'two words', "it's", '$HOME "x"', 'PING\\r\\n']) {
    expect(splitWords(shellWord(text))).toEqual([text]);
  }
});
