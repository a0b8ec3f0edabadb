// Networks deliver a datagram twice now and then: each reply is sent in two copies.

import { failed, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import type { DatagramTarget } from './datagram-target.ts';
import { commonEnding, saidLast, timeOf } from './endings.ts';
import { tried } from './tried.ts';

const advice = 'Match replies with requests by an id, and pass over what has been answered';

export const repliesTwice: ClientCase<DatagramTarget> = {
  name: 'replies-twice',
  question: 'Does it work when every reply comes twice?',
  expected: 'it works',
  async play(stage, record) {
    await record.broke('every reply is sent twice', () => stage.target.answer(2));
    return await stage.run();
  },
  judge(seen) {
    const common = commonEnding(seen);
    if (common !== undefined) return common;
    const { exitCode, lastLines } = seen;
    if (exitCode === 0) return passed('it works when every reply comes twice');
    if (exitCode === undefined) return passed(`when every reply comes twice it goes on (it ${tried(seen)})`);
    return failed(
      `when every reply came twice it ended with exit code ${exitCode} after ${timeOf(seen)}${saidLast(lastLines)}`,
      advice,
    );
  },
};
