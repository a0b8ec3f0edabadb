// Packets to the target vanish: for ever, or for a while.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import { drop } from '../../faults/index.ts';
import { failed, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import type { ClientStage } from './client-stage.ts';
import type { ClientDoor } from './door.ts';
import { commonEnding, seconds, timeOf } from './endings.ts';
import { judgeLifted, liftedAfter } from './lifted.ts';
import { paceOf } from './pace.ts';
import type { Target } from './target.ts';

export const blackHole: ClientCase<Target> = {
  name: 'black-hole',
  question: 'What does it do when nobody answers its SYN, ever?',
  expected: 'it gives up in time, or tries again',
  async play(stage, record) {
    await stage.target.answer();
    const fault = drop(packetsOf(stage).match);
    await using _ = await stage.bed.inject(fault, stage.target.probe.container);
    return await record.broke(fault.does, () => stage.run());
  },
  judge(seen) {
    const common = commonEnding(seen);
    if (common !== undefined) return common;
    const pace = paceOf(seen.attempts);
    const first = pace.gapsMs[0];
    if (seen.exitCode === 0) {
      return failed(
        'on a black hole it ended with exit code 0, as if it had worked',
        'Let its exit code say that it failed (1)',
      );
    }
    if (seen.exitCode !== undefined)
      return passed(
        `on a black hole it ${pace.words} and gave up after ${timeOf(seen)} (exit code ${seen.exitCode})`,
      );
    if (first !== undefined)
      return passed(
        `on a black hole it gives up each attempt after ${seconds(first)} or so and tries again (it ${pace.words})`,
      );
    return failed(
      `on a black hole it waited longer than ${timeOf(seen)}: no connect time-out, or a longer one`,
      'Set a connect time-out of some seconds: the kernel alone gives up after two minutes or more',
    );
  },
};

function packetsOf({ target }: ClientStage): NonNullable<ClientDoor['packets']> {
  if (target.packets !== undefined) return target.packets;
  throw new SocketbedError({
    code: 'UNSUPPORTED',
    what: 'over a Unix socket there are no packets that could vanish',
    advice: 'Check it over TCP for that',
  });
}

/** Within the time that the kernel sends SYNs again, once a second at first. */
const outageMs = 2500;

export const blackHoleLifted: ClientCase = {
  name: 'black-hole-lifted',
  question: 'Does it recover when a black hole is lifted, and how fast?',
  expected: 'it recovers, or had given up cleanly before',
  async play(stage, record) {
    await stage.target.answer();
    return await liftedAfter(stage, record, { fault: drop(packetsOf(stage).match), outageMs });
  },
  judge(seen) {
    return judgeLifted(seen, `black-holed for ${seconds(outageMs)}`);
  },
};
