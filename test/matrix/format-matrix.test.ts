// The matrix as a table and as a page.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatMatrix } from '../../src/cli/format-matrix.ts';
import { matrixPage } from '../../src/cli/matrix-page.ts';
import { control, matrixFaults } from '../../src/matrix/faults.ts';
import { implementationNames } from '../../src/matrix/implementations.ts';
import type { Matrix, MatrixCell } from '../../src/matrix/matrix.ts';
import type { Said } from '../../src/matrix/said.ts';

process.env.NO_COLOR = '1';

const cell = (implementation: string, said: Omit<Said, 'runtime'>): MatrixCell => ({
  ...{ implementation, state: 'said', said: { ...said, runtime: 'r' }, wire: '', events: [] },
});
const node = {
  name: 'Error',
  code: 'ECONNREFUSED',
  errno: -111,
  call: 'connect',
  message: 'connect ECONNREFUSED',
};
const matrix: Matrix = {
  run: '01234567',
  startedAt: '2030-01-02T03:04:05.000Z',
  durationMs: 61_000,
  versions: { socketbed: '1.0.0', kernel: '7.0', engine: '30.0' },
  implementations: [
    { name: 'node-net', runtime: 'Node 24' },
    { name: 'node-fetch' },
    { name: 'java', runtime: 'Java 17' },
  ],
  rows: [
    {
      ...{ id: 'good-server', does: 'nothing is broken', means: null, wire: 'reply' },
      cells: ['node-net', 'node-fetch', 'java'].map((name) =>
        cell(name, { outcome: 'reply', name: 'HELLO' }),
      ),
    },
    {
      ...{ id: 'refused/x', does: 'nobody listens', means: 'ECONNREFUSED', wire: 'RST from server' },
      cells: [
        cell('node-net', { outcome: 'error', ...node }),
        cell('node-fetch', { outcome: 'error', name: 'TypeError', message: 'fetch failed', cause: node }),
        { implementation: 'java', state: 'unsupported', reason: 'no JDK', wire: '', events: [] },
      ],
    },
  ],
  differences: [
    {
      row: 'refused/x',
      implementation: 'node-net',
      entry: 'ECONNREFUSED',
      said: 'ECONNREFUSED',
      claimed: '{}',
    },
  ],
};

test('rows are faults, columns implementations, each cell what it calls it', () => {
  expect(formatMatrix(matrix)).toBe(`\
fault        wire             node-net      node-fetch               java
good-server  reply            reply         reply                    reply
refused/x    RST from server  ECONNREFUSED  TypeError: fetch failed  unsupported
                              connect       ECONNREFUSED

node-net: Node 24, node-fetch: said nothing, java: Java 17

not told
  unsupported refused/x java: no JDK

the error dictionary claims something else
  refused/x node-net: said ECONNREFUSED; ECONNREFUSED claims {}

2 rows, 3 implementations: 5 said, 1 unsupported, 0 unknown in 61 s`);
});

test('on a narrow terminal some columns at a time, and never less than one', () => {
  const widths = (text: string) =>
    Math.max(...(text.split('\n\nnode-net:')[0] ?? '').split('\n').map((line) => line.length));
  const headings = (text: string) => text.split('\n').filter((line) => line.startsWith('fault'));
  expect(headings(formatMatrix(matrix, 80)).map((line) => line.split(/\s+/).slice(2))).toEqual([
    ['node-net', 'node-fetch', 'java'],
  ]);
  expect(widths(formatMatrix(matrix, 70))).toBeLessThanOrEqual(70);
  expect(headings(formatMatrix(matrix, 70))).toHaveLength(2);
  expect(headings(formatMatrix(matrix, 10))).toHaveLength(3);
});

test('the page has the table, every word, and what was not told', () => {
  const page = matrixPage(matrix);
  expect(page).toContain('| `refused/x` | RST from server | `ECONNREFUSED`<br>`connect` | ');
  expect(page).toContain('`TypeError: fetch failed`<br>`ECONNREFUSED` | _unsupported_ |');
  expect(page).toContain(
    '- node-fetch: `TypeError` “fetch failed”, because of `Error` (ECONNREFUSED -111) of `connect` “connect ECONNREFUSED”',
  );
  expect(page).toContain('- refused/x, java: unsupported, no JDK');
  expect(page).toContain('Linux 7.0, Docker Engine 30.0, socketbed 1.0.0');
});

test('docs/languages.md is of the rows and implementations that there are', () => {
  const lines = readFileSync('docs/languages.md', 'utf8').split('\n');
  const heading = lines.find((line) => line.startsWith('| fault |')) ?? '';
  expect(heading.split(' | ').slice(2).join().replace(' |', '')).toBe(implementationNames().join());
  const rows = lines.flatMap((line) => /^\| `([a-z/-]+)` \| (?!.*undici|Node)/.exec(line)?.[1] ?? []);
  expect(rows.filter((id) => id.includes('/'))).toEqual(matrixFaults.map(({ id }) => id));
  expect(rows).toContain(control.id);
});
