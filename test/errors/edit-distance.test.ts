import { expect, test } from 'vitest';
import { editDistance, editShare } from '../../src/errors/edit-distance.ts';

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['tpc', 'tcp', 1],
  ['ab', 'ba', 1],
])('editDistance(%j, %j) is %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test('editShare is the part of the longer name that is wrong', () => {
  expect(editShare('abcd', 'abcx')).toBe(0.25);
  expect(editShare('', '')).toBe(0);
});
