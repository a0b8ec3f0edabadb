// Nobody listens: each connection is refused at once.

import { reject } from '../../faults/index.ts';
import { failed, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import { commonEnding, seconds, timeOf } from './endings.ts';
import { judgeLifted, liftedAfter } from './lifted.ts';
import { paceOf } from './pace.ts';
import { targetPort } from './target.ts';

export const refused: ClientCase = {
  name: 'refused',
  question: 'What does it do when every connection is refused?',
  expected: 'it gives up cleanly, or tries again with back-off',
  async play(stage, record) {
    // Nothing listens on the target: the kernel refuses by itself.
    return await record.broke('nobody listens', () => stage.run());
  },
  judge(seen) {
    const common = commonEnding(seen);
    if (common !== undefined) return common;
    const pace = paceOf(seen.attempts);
    const advice = pace.advice === undefined ? {} : { advice: pace.advice };
    if (seen.exitCode === 0) {
      return failed(
        'it ended with exit code 0, as if it had worked, though every connection was refused',
        'Let its exit code say that it failed (1)',
      );
    }
    if (seen.exitCode !== undefined) {
      return passed(`refused, it ${pace.words} and gave up cleanly (exit code ${seen.exitCode})`, advice);
    }
    if (pace.attempts > 1) return passed(`refused, it ${pace.words} and goes on`, advice);
    return failed(
      `refused, it neither tries again nor ends within ${timeOf(seen)}`,
      'Handle the error of connect: try again, or end',
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
    await stage.target.serve(stage.target.answering);
    const fault = reject('tcp-reset', { direction: 'in', protocol: 'tcp', localPort: targetPort });
    return await liftedAfter(stage, record, { fault, outageMs });
  },
  judge(seen) {
    return judgeLifted(seen, `refused for ${seconds(outageMs)}`);
  },
};
