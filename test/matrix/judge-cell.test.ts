// What a client says counts only when its exit code and its packets agree with it.

import { expect, test } from 'vitest';
import { control, matrixFaults } from '../../src/matrix/faults.ts';
import { judgeCell } from '../../src/matrix/judge-cell.ts';
import type { MatrixFault } from '../../src/matrix/matrix-fault.ts';
import type { Played } from '../../src/matrix/matrix-stage.ts';

const fault = matrixFaults.find(({ id }) => id === 'refused/closed-port') ?? control;
const played = (more: Partial<Played>): Played => ({
  name: 'some',
  said: { outcome: 'error', name: 'ECONNREFUSED', runtime: 'C' },
  exitCode: 1,
  wire: { word: 'RST from server', events: ['SYN', 'RST from server'] },
  ...more,
});
const reply = { outcome: 'reply', name: 'HELLO', runtime: 'C' } as const;
const judge = (more: Partial<Played>, of: MatrixFault = fault) => judgeCell(of, played(more));

test('an error with its exit code and its packets', () => {
  expect(judge({})).toMatchObject({ implementation: 'some', state: 'said', wire: 'RST from server' });
});

test.each<[string, Partial<Played>, string, string]>([
  ['exit code 127', { exitCode: 127 }, 'unsupported', 'it does not support this case'],
  [
    'no line',
    { said: { problem: 'it said nothing' } },
    'unknown',
    'it said nothing; it ended with exit code 1',
  ],
  ['exit code 0', { exitCode: 0 }, 'unknown', 'it says error, and it ended with exit code 0'],
  ['a signal', { exitCode: 139 }, 'unknown', 'it says error, and it ended with exit code 139'],
  ['a reply', { said: reply, exitCode: 0 }, 'unknown', 'it got the whole reply'],
  [
    'other packets',
    { wire: { word: 'FIN from server', events: [] } },
    'unknown',
    'its packets say “FIN from server”, and not “RST from server”',
  ],
])('%s', (_what, more, state, reason) => {
  expect(judge(more)).toMatchObject({ state, reason: expect.stringContaining(reason) });
});

test('one that hangs', () => {
  const { exitCode: _, ...hangs } = played({ said: { problem: 'it said nothing' } });
  expect(judgeCell(fault, hangs)).toMatchObject({
    state: 'unknown',
    reason: 'it said nothing; it did not end',
  });
});

test('the control wants a reply, and nothing else', () => {
  const busy = { said: reply, exitCode: 0, wire: { word: 'silence', events: [] } };
  expect(judge(busy, control)).toMatchObject({ state: 'said', wire: 'reply' });
  expect(judge({}, control)).toMatchObject({ state: 'unknown', reason: 'it got no reply' });
});
