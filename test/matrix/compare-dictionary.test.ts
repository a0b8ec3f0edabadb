// The comparison with the error dictionary finds what differs, and only that.

import { expect, test } from 'vitest';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';
import { differencesOf } from '../../src/matrix/compare-dictionary.ts';
import { matrixFaults } from '../../src/matrix/faults.ts';
import type { MatrixRow } from '../../src/matrix/matrix.ts';
import type { Said } from '../../src/matrix/said.ts';

function row(
  means: string,
  implementation: string,
  said: Omit<Said, 'runtime' | 'outcome'> & Partial<Said>,
): MatrixRow {
  const whole: Said = { outcome: 'error', runtime: 'some', ...said };
  const cell = { implementation, state: 'said', said: whole, wire: '', events: [] } as const;
  return { id: 'a/row', does: '', means, wire: '', cells: [cell] };
}

const refused = { name: 'ConnectionRefusedError', errno: 111, message: '[Errno 111] Connection refused' };
const node = {
  name: 'Error',
  code: 'ECONNREFUSED',
  call: 'connect',
  message: 'connect ECONNREFUSED 10.1.2.3:7005',
};

test.each<[string, string, Parameters<typeof row>[2]]>([
  ['ECONNREFUSED', 'python-socket', refused],
  ['ECONNREFUSED', 'node-net', node],
  ['ECONNREFUSED', 'node-fetch', { name: 'TypeError', message: 'fetch failed', cause: node }],
  ['ECONNREFUSED', 'c', { name: 'ECONNREFUSED', errno: 111, message: 'Connection refused' }],
  ['timed out', 'c', { name: 'EAGAIN', errno: 11, message: 'Resource temporarily unavailable' }],
  [
    'EOF',
    'python-http',
    { name: 'http.client.IncompleteRead', message: 'IncompleteRead(2 bytes read, 8 more expected)' },
  ],
  ['EOF', 'c', { outcome: 'end', name: 'recv() == 0' }],
  ['timed out', 'node-net', { outcome: 'timeout', name: "event 'timeout'" }],
])('%s by %s agrees', (means, implementation, said) => {
  expect(differencesOf(row(means, implementation, said))).toEqual([]);
});

test.each<[string, string, Parameters<typeof row>[2]]>([
  ['ECONNREFUSED', 'python-socket', { ...refused, name: 'ConnectionError' }],
  ['ECONNREFUSED', 'python-socket', { ...refused, message: '[Errno 112] Connection refused' }],
  ['ECONNRESET', 'python-socket', refused],
  ['ECONNREFUSED', 'node-net', { ...node, code: 'ECONNRESET' }],
  ['ECONNREFUSED', 'node-net', { ...node, call: 'read' }],
  ['ECONNREFUSED', 'node-net', { ...node, message: 'connection was refused' }],
  ['ECONNREFUSED', 'node-fetch', { name: 'TypeError', message: 'fetch broke', cause: node }],
  ['ECONNRESET', 'node-fetch', { name: 'TypeError', message: 'fetch failed', cause: node }],
  ['ECONNREFUSED', 'java-socket', { name: 'java.net.ConnectException', message: 'Connection timed out' }],
  ['ECONNREFUSED', 'c', { name: 'ECONNREFUSED', errno: 61, message: 'Connection refused' }],
  ['timed out', 'c', { name: 'ECONNRESET', errno: 104, message: 'Connection reset by peer' }],
  ['ECONNREFUSED', 'curl', { name: 'curl: (7)', message: 'Computer says no' }],
  ['ECONNREFUSED', 'c', { outcome: 'end', name: 'recv() == 0' }],
])('%s by %s, %j, differs', (means, implementation, said) => {
  expect(differencesOf(row(means, implementation, said))).toMatchObject([
    { row: 'a/row', implementation, entry: means, claimed: expect.any(String) },
  ]);
});

test('who is nobody of ours, and what was not said, claims nothing', () => {
  expect(differencesOf(row('ECONNREFUSED', 'ruby', { name: 'Errno::ECONNREFUSED' }))).toEqual([]);
  const { cells, ...rest } = row('ECONNREFUSED', 'c', { name: 'EPIPE' });
  expect(differencesOf({ ...rest, cells: cells.map((cell) => ({ ...cell, state: 'unknown' })) })).toEqual([]);
});

test('every row is an entry of the dictionary', () => {
  const ids = errorDictionary.map(({ id }) => id);
  for (const { means } of matrixFaults) expect(ids).toContain(means);
});
