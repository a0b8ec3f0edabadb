// Turns: never more than so many at once, in order, also when one fails.

import { expect, test } from 'vitest';
import { limited } from '../../src/matrix/limited.ts';

test('as many as are allowed, in their order', async () => {
  const turn = limited(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const all = ends.map(({ promise }, index) =>
    turn(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await all[1];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

test('a turn that fails is given on', async () => {
  const turn = limited(1);
  const failing = turn(() => Promise.reject(new TypeError('no')));
  const next = turn(() => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
