// The one line of a client, read: what has to be there, and how it is told that it is not.

import { expect, test } from 'vitest';
import { readSaid } from '../../src/matrix/said.ts';

const line = { outcome: 'error', name: 'ConnectionRefusedError', runtime: 'Python 3.11.2' };
const read = (...lines: string[]) => readSaid(lines);

test('the last line of JSON counts, whatever else is printed', () => {
  expect(read('hello', '{"outcome":"reply"}', JSON.stringify(line), 'bye')).toEqual(line);
});

test('what it says beyond the contract is left out', () => {
  expect(read(JSON.stringify({ ...line, cause: { name: 'E', more: 1 }, colour: 'red' }))).toEqual({
    ...line,
    cause: { name: 'E' },
  });
});

test.each([
  [[], 'it said nothing'],
  [['Segmentation fault'], 'it said no line of JSON, but “Segmentation fault”'],
  [['{"outcome":'], 'its line is no JSON: {"outcome":'],
  [[JSON.stringify({ ...line, runtime: undefined })], 'its line is not as agreed: runtime: '],
  [[JSON.stringify({ ...line, outcome: 'refused' })], 'its line is not as agreed: outcome: '],
  [[JSON.stringify({ ...line, errno: '111' })], 'its line is not as agreed: errno: '],
])('%j: %s', (lines, problem) => {
  expect(readSaid(lines)).toEqual({ problem: expect.stringContaining(problem) });
});
