// Nobody listens: each connection, or datagram, is refused at once.

import { reject } from '../../faults/index.ts';
import { type CheckRecord, now } from '../check-record.ts';
import { failed, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import type { ClientStage } from './client-stage.ts';
import { commonEnding, seconds, timeOf } from './endings.ts';
import { judgeLifted, liftedAfter } from './lifted.ts';
import { paceOf } from './pace.ts';
import type { Played } from './seen.ts';
import { triedInVain } from './tried.ts';

export const refused: ClientCase = {
  name: 'refused',
  question: 'What does it do when every connection is refused?',
  expected: 'it gives up cleanly, or tries again with back-off',
  async play(stage, record) {
    await stage.target.refuse();
    return await record.broke('nobody listens', () => stage.run());
  },
  judge(seen) {
    const isUnseen = seen.transport === 'unix';
    const common = commonEnding(seen, { mayBeUnseen: isUnseen });
    if (common !== undefined) return common;
    const pace = paceOf(seen.attempts);
    const advice = pace.advice === undefined ? {} : { advice: pace.advice };
    if (seen.exitCode === 0) {
      return failed(
        'it ended with exit code 0, as if it had worked, though nobody was there',
        'Let its exit code say that it failed (1)',
      );
    }
    if (seen.exitCode !== undefined) {
      return passed(`refused, it ${triedInVain(seen)}gave up cleanly (exit code ${seen.exitCode})`, advice);
    }
    if (isUnseen) return passed('refused, it goes on running; whether it tries again, refused-then-up tells');
    if (pace.attempts > 1) return passed(`refused, it ${triedInVain(seen)}goes on`, advice);
    return failed(
      `refused, it neither tries again nor ends within ${timeOf(seen)}`,
      seen.transport === 'udp'
        ? 'Handle the error of receive (ECONNREFUSED, on a connected socket), and set a time-out: try again, or end'
        : 'Handle the error of connect: try again, or end',
    );
  },
};

/** How long the fault lasts from the client's first packet on. */
const outageMs = 2500;

export const refusedThenUp: ClientCase = {
  name: 'refused-then-up',
  question: 'Does it recover when a server that refused comes up, and how fast?',
  expected: 'it recovers, or had given up cleanly before',
  async play(stage, record) {
    const { packets } = stage.target;
    if (packets === undefined) return await upAfterAll(stage, record);
    await stage.target.answer();
    const fault = reject(packets.match.protocol === 'udp' ? 'port-unreachable' : 'tcp-reset', packets.match);
    return await liftedAfter(stage, record, { fault, outageMs });
  },
  judge(seen) {
    return judgeLifted(seen, `refused for ${seconds(outageMs)}`);
  },
};

/** Without packets nobody knows when the client asks for the first time: the time is its container's. */
async function upAfterAll(stage: ClientStage, record: CheckRecord): Promise<Played> {
  await stage.target.refuse();
  const before = await record.broke('nobody listens, then somebody does', async () => {
    await stage.start();
    return await stage.ending(outageMs);
  });
  if (before.exitCode !== undefined) return { ...before, liftedMs: now() };
  await stage.target.answer();
  const liftedMs = now();
  return { ...(await stage.ending()), liftedMs };
}
