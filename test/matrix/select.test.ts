// Which rows and columns are meant, and what is near to those that are not there.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { matrixFaults } from '../../src/matrix/faults.ts';
import { selectMatrix } from '../../src/matrix/select.ts';

const idsOf = (ids: readonly string[]) => {
  const { faults, names } = selectMatrix(ids);
  return { faults: faults.map(({ id }) => id), names };
};

test('nothing means everything', () => {
  const { faults, names } = selectMatrix([]);
  expect(faults).toBe(matrixFaults);
  const folders = readdirSync('implementations', { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(names).toEqual(folders.map(({ name }) => name).toSorted());
  expect(names).toContain('python-socket');
});

test('ids are rows with all below them, names are columns', () => {
  expect(idsOf(['reset/', 'silence/no-reply', 'node-net'])).toEqual({
    faults: ['silence/no-reply', 'reset/instead-of-reply', 'reset/mid-reply'],
    names: ['node-net'],
  });
  expect(selectMatrix(['c', 'perl'])).toEqual({ faults: matrixFaults, names: ['c', 'perl'] });
});

test.each([
  ['closed-prt', 'Did you mean refused/closed-port'],
  ['python-sockets', 'Did you mean python-socket'],
  ['qqqqqq', 'Its rows are below refused, unreachable, denied, silence, reset, end, name'],
])('%s: %s', (id, advice) => {
  expect(() => selectMatrix([id])).toThrow(advice);
});

test('no two rows have one id', () => {
  expect(new Set(matrixFaults.map(({ id }) => id)).size).toBe(matrixFaults.length);
});
