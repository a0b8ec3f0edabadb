// The target answers one request on the first connection and closes it, as servers do with idle connections. Does the
// client notice before it sends the next one? With a real server behind the target a request may be many, such as those of
// a login: then the connection is closed when it has been quiet after an answer.

import { failed, passed, unsupported } from '../judgement.ts';
import type { ClientCase } from './client-case.ts';
import { commonEnding, saidLast, timeOf } from './endings.ts';
import { quietMs } from './relayed-answers.ts';
import type { Target } from './target.ts';

export const closesBetweenRequests: ClientCase<Target> = {
  name: 'closes-between-requests',
  question: 'Does it send its next request on a connection that the server has closed?',
  expected: 'a new connection for the next request',
  async play(stage, record) {
    const { target } = stage;
    await target.serve(async (connection, number) => {
      if (number > 0) return await target.answering(connection, number);
      if (await target.answers.once(connection))
        await record.broke('the server closes after the first reply', () => connection.close());
    });
    return await stage.run();
  },
  judge(seen) {
    const common = commonEnding(seen);
    if (common !== undefined) return common;
    const { attempts, exitCode } = seen;
    const reuse = attempts.find(({ reusedAfterMs }) => reusedAfterMs !== undefined)?.reusedAfterMs;
    const isAnswered = attempts.slice(1).some(({ answerBytes }) => answerBytes > 0);
    const hasWorked = isAnswered && (exitCode === 0 || exitCode === undefined);
    if (reuse !== undefined) {
      const what = `it sent its next request on a connection that the server had closed ${Math.round(reuse)} ms before`;
      const advice = 'Watch connections that wait in a pool: one that is readable or ended is dead';
      if (hasWorked) return passed(`${what}, and repeated it on a new one`, { advice });
      return failed(
        `${what}, and ${exitCode === undefined ? `hangs (${timeOf(seen)})` : `got no answer (exit code ${exitCode})`}`,
        `${advice}; and repeat the request on a new one`,
      );
    }
    // What it sent there before it noticed leaves no trace without packets.
    if (hasWorked && seen.transport === 'unix')
      return passed('when the server closes between requests it goes on on a new connection');
    if (hasWorked)
      return passed(
        'it notices that the server has closed the connection, and makes a new one for its next request',
      );
    if (exitCode === 0 || exitCode === undefined)
      return unsupported(
        seen.hasUpstream
          ? `it kept no connection that was quiet for ${quietMs} ms, so that there was none to close between requests`
          : 'it made one request only, so that there is no connection to use again',
      );
    return passed(
      `it fails cleanly when the server closes between requests (exit code ${exitCode})${saidLast(seen.lastLines)}`,
      {
        advice: 'A server may close an idle connection at any time: make a new one',
      },
    );
  },
};
