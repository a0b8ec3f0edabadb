// How figures become judgements: what is a storm, a leak, a missing variable.

import { expect, test } from 'vitest';
import { paceOf } from '../../src/check/client/pace.ts';
import { isLeak } from '../../src/check/server/memory-returns.ts';
import { missingVariable } from '../../src/check/server/start-problem.ts';

const at = (...times: number[]) => times.map((atMs) => ({ atMs }));

test('more than ten attempts in a second are a storm, wherever it lies', () => {
  expect(paceOf(at(...Array.from({ length: 11 }, (_, index) => 5000 + index * 50))).isStorm).toBe(true);
  expect(paceOf(at(...Array.from({ length: 40 }, (_, index) => index * 100))).isStorm).toBe(false);
  expect(paceOf(at(0, 100, 300, 700, 1500))).toMatchObject({
    isStorm: false,
    words: 'retried 4 times within 1.5 s, 100 ms to 800 ms apart',
  });
  expect(paceOf(at(0)).words).toBe('did not retry');
});

test('an even pace is no fault, but worth a word', () => {
  expect(paceOf(at(0, 1000, 2000, 3000, 4000)).advice).toMatch(/let the pause grow/);
  expect(paceOf(at(0, 100, 300, 700, 1500)).advice).toBeUndefined();
});

const mebibytes = (...sizes: number[]) => sizes.map((size) => size * 2 ** 20);

test('memory leaks when it grows in every wave, and by much', () => {
  expect(isLeak(mebibytes(30, 36, 42, 48, 54))).toBe(true);
  expect(isLeak(mebibytes(30, 55, 55, 55, 55))).toBe(false);
  expect(isLeak(mebibytes(30, 38, 34, 44, 50))).toBe(false);
  expect(isLeak(mebibytes(30, 31, 32, 33, 34))).toBe(false);
});

test.each([
  ['Error: DATABASE_URL is required', 'DATABASE_URL'],
  ["KeyError: 'API_TOKEN'", 'API_TOKEN'],
  ['sh: 1: SECRET: parameter not set', 'SECRET'],
  ['ERROR: PORT must be set', 'PORT'],
  ['FATAL ERROR: something is missing', undefined],
  ['connected to MYSQL', undefined],
])('%s', (text, name) => {
  expect(missingVariable([text, 'at somewhere'])).toBe(name);
});
