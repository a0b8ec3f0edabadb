// What one client's run comes to as a cell: what it said counts only when its exit code and its packets agree with it.

import { clientContract } from '../check/client/client-program.ts';
import type { MatrixCell } from './matrix.ts';
import type { MatrixFault } from './matrix-fault.ts';
import type { Played } from './matrix-stage.ts';

export function judgeCell(fault: MatrixFault, played: Played): MatrixCell {
  const { name, said, exitCode, wire } = played;
  const cell = { implementation: name, wire: wire.word, events: wire.events };
  if (exitCode === clientContract.notSupported)
    return { ...cell, state: 'unsupported', reason: 'it does not support this case (exit code 127)' };
  if ('problem' in said)
    return { ...cell, state: 'unknown', reason: `${said.problem}; ${endingOf(exitCode)}` };
  const reason = problemOf(fault, said.outcome, played);
  if (reason !== undefined) return { ...cell, state: 'unknown', said, reason };
  // Nothing is to be proved of the control: on a busy machine its own pauses look like silence.
  return { ...cell, state: 'said', said, ...(fault.means === null ? { wire: fault.wire } : {}) };
}

function problemOf(
  { means, wire: expected }: MatrixFault,
  outcome: string,
  { exitCode, wire }: Pick<Played, 'exitCode' | 'wire'>,
): string | undefined {
  const isReply = outcome === 'reply';
  const { worked, failedCleanly } = clientContract;
  if (exitCode !== (isReply ? worked : failedCleanly)) return `it says ${outcome}, and ${endingOf(exitCode)}`;
  if (means === null) return isReply ? undefined : 'it got no reply';
  if (isReply) return 'it got the whole reply';
  return wire.word === expected ? undefined : `its packets say “${wire.word}”, and not “${expected}”`;
}

const endingOf = (exitCode: number | undefined): string =>
  exitCode === undefined ? 'it did not end' : `it ended with exit code ${exitCode}`;
