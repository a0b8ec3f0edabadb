// Taking apart: in order, all of it, and not for ever.

import { expect, test } from 'vitest';
import { removeAll } from '../../src/testbed/remove-all.ts';

test('a step begins when the one before has ended', async () => {
  const order: string[] = [];
  const slow = Promise.withResolvers<void>();
  const removing = removeAll({
    what: 'bed',
    timeoutMs: 10_000,
    steps: [
      [async () => void order.push('container'), () => slow.promise.then(() => void order.push('slow one'))],
      [async () => void order.push('network')],
    ],
  });
  expect(order).toEqual(['container']);
  slow.resolve();
  await removing;
  expect(order).toEqual(['container', 'slow one', 'network']);
});

test('what cannot be removed does not keep the others, and is told', async () => {
  const removed: string[] = [];
  const removing = removeAll({
    what: 'bed',
    timeoutMs: 10_000,
    steps: [
      [() => Promise.reject(new Error('stuck')), async () => void removed.push('container')],
      [async () => void removed.push('network')],
    ],
  });
  await expect(removing).rejects.toThrow('stuck');
  expect(removed).toEqual(['container', 'network']);
});

test('what never ends is given up at the deadline', async () => {
  const removing = removeAll({ what: 'socketbed-1', timeoutMs: 20, steps: [[() => new Promise(() => {})]] });
  await expect(removing).rejects.toMatchObject({ code: 'BED_NOT_STOPPED' });
  await expect(removing).rejects.toThrow('was not taken down in 0.02 s');
});
