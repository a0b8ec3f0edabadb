// Does it close clients that say nothing, when it has promised to?

import { describeOutcome, formatDurationMs } from '../../evidence/describe-outcome.ts';
import { failed, passed } from '../judgement.ts';
import { converse } from '../talk.ts';
import type { ServerCheck } from './server-check.ts';

/** Timers are checked now and then only, and machines are busy. */
const toleranceOf = (idleMs: number): number => Math.max(2000, idleMs * 0.5);

export const idleTimeout: ServerCheck = {
  name: 'idle-time-out',
  question: 'Does it close clients that say nothing, after the time that it promised?',
  expected: 'closed after the promised time',
  during: 'a client was idle',
  isFor: ({ parts }) => parts.program.idleTimeoutMs !== undefined,
  async run(bench, record) {
    const { idleTimeoutMs: idleMs = 0 } = bench.parts.program;
    const toleranceMs = toleranceOf(idleMs);
    const socket = await bench.open();
    if (bench.talk.probe !== undefined) await converse(socket, bench.talk, bench.timeoutMs);
    const end = await record.broke('a client says nothing any more', () =>
      socket.receive({ untilEnd: true, timeoutMs: idleMs + toleranceMs }),
    );
    const took = formatDurationMs(end.durationMs);
    const isClosed = end.kind === 'closed' || end.kind === 'reset' || end.kind === 'received';
    const isEarly = isClosed && end.durationMs < idleMs * 0.8;
    record.look(`closed after ${formatDurationMs(idleMs)}`, end, isClosed && !isEarly);
    if (isClosed && !isEarly) return passed(`it closes an idle client after ${took}`, { shows: socket });
    if (isEarly)
      return failed(
        `it closes an idle client after ${took}, and had promised ${formatDurationMs(idleMs)}`,
        'Its time-out is shorter than that: correct it, or --idle-timeout-ms',
        { shows: socket },
      );
    return failed(
      `it had promised to close idle clients after ${formatDurationMs(idleMs)} and had not after ${took} (${describeOutcome(end)})`,
      'Set the time-out of its connections (Node: socket.setTimeout and destroy)',
      { shows: socket },
    );
  },
};
