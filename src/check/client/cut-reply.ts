// The first connection ends in the middle of a reply, by a reset or with a FIN; the next ones are good.

import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { failed, type Judgement, passed } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import { commonEnding, timeOf } from './endings.ts';
import { paceOf } from './pace.ts';
import type { Seen } from './seen.ts';
import type { Target } from './target.ts';

export const resetInReply = cutReply({
  name: 'reset-in-reply',
  question: 'What does it do when the connection is reset in the middle of a reply?',
  cut: (connection) => connection.reset(),
  done: 'the first connection is reset in mid-reply',
  when: 'after a reset in mid-reply',
  advice: 'Handle the error of read (ECONNRESET): try again on a new connection, or end',
});

export const endInReply = cutReply({
  name: 'end-in-reply',
  question: 'What does it do when the connection ends in the middle of a reply?',
  cut: (connection) => connection.close(),
  done: 'the first connection is closed in mid-reply',
  when: 'after an end in mid-reply',
  advice: 'A read of 0 bytes is the end of the connection: try again on a new one, or end',
});

interface Cut extends Pick<ClientCase, 'name' | 'question'> {
  readonly cut: (connection: ProbeSocket) => Promise<unknown>;
  /** What was done to the connection, and when that was, for sentences. */
  readonly done: string;
  readonly when: string;
  /** For a client that hangs. */
  readonly advice: string;
}

function cutReply({ name, question, cut, done, when, advice }: Cut): ClientCase<Target> {
  return {
    name,
    question,
    expected: 'it tries again and recovers, or fails cleanly',
    async play(stage, record) {
      const { target } = stage;
      await target.serve(async (connection, number) => {
        if (number > 0) return await target.answering(connection, number);
        if (await target.answers.half(connection)) await record.broke(done, () => cut(connection));
      });
      return await stage.run();
    },
    judge: (seen) => judgeCut(seen, when, advice),
  };
}

function judgeCut(seen: Seen, when: string, advice: string): Judgement {
  const common = commonEnding(seen);
  if (common !== undefined) return common;
  const { attempts, exitCode } = seen;
  const pace = paceOf(attempts);
  const isRecovered = attempts.slice(1).some(({ answerBytes, isReset }) => answerBytes > 0 && !isReset);
  if (isRecovered && (exitCode === 0 || exitCode === undefined))
    return passed(`${when} it ${pace.words} and recovered`);
  if (exitCode === 0) {
    return failed(
      `${when} it ended with exit code 0: it took half a reply for a whole one`,
      'A reply is whole when its length or its end says so, and not when the connection ends',
    );
  }
  if (exitCode !== undefined)
    return passed(`${when} it ${pace.words} and failed cleanly (exit code ${exitCode})`);
  return failed(`${when} it neither recovers nor ends within ${timeOf(seen)} (it ${pace.words})`, advice);
}
