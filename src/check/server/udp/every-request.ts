// Requests at a modest rate, one after the other: whatever is lost then, the server has lost.

import { describeOutcome } from '../../../evidence/describe-outcome.ts';
import { failed, passed } from '../../judgement.ts';
import type { Answer } from '../../talk.ts';
import { converse } from '../../talk.ts';
import type { ServerCheck } from '../server-check.ts';

const requests = 200;
/** Each of them takes a whole time-out. */
const lostMax = 3;

export const everyRequest: ServerCheck = {
  name: 'every-request',
  question: 'Is every request answered, when one comes after the other?',
  expected: 'as many replies as requests',
  during: 'requests came one after the other',
  async run(bench, record) {
    const socket = await bench.open();
    const lost: Answer[] = [];
    let asked = 0;
    while (asked < requests && lost.length < lostMax) {
      bench.parts.signal?.throwIfAborted();
      const answer = await converse(socket, bench.talk, bench.timeoutMs);
      asked += 1;
      if (!answer.isRight) lost.push(answer);
      if (!answer.isRight || asked === requests) record.look(bench.words, answer.outcome, answer.isRight);
    }
    const [first] = lost;
    if (first === undefined)
      return passed(`${requests} requests, one after the other, are all answered`, { shows: socket });
    return failed(
      `of ${asked} requests, one after the other, ${lost.length} got no right reply (${describeOutcome(first.outcome)})`,
      'Nothing else was on its way to it: it took these requests and did not answer them',
      { shows: socket },
    );
  },
};
