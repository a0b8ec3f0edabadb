// A client that ends its side right after the request (`nc -N`, a shell pipe) and waits for the answer.

import { describeOutcome } from '../../evidence/describe-outcome.ts';
import { failed, passed } from '../judgement.ts';
import { readAnswer } from '../talk.ts';
import type { ServerCheck } from './server-check.ts';

export const halfClose: ServerCheck = {
  name: 'half-close',
  question: 'What does a client get that ends its side after the request, and are others served?',
  expected: 'a good client is served; the reply comes',
  during: 'a client had ended its side',
  async run(bench, record) {
    const { probe } = bench.talk;
    const socket = await bench.open();
    if (probe !== undefined) await socket.send(probe);
    await record.broke('a client ends its side after the request', () => socket.end());
    const others = await bench.askNoted(record);
    if (!others.isRight) {
      return failed(
        `while a client had ended its side, a good client got ${others.seen}`,
        'A half-closed connection must not hold up the others',
        { shows: socket },
      );
    }
    if (probe === undefined) return passed('a client ended its side; others are served', { shows: socket });
    const answer = await readAnswer(socket, bench.talk, bench.timeoutMs);
    record.look(bench.words, answer.outcome, true);
    if (answer.isRight)
      return passed('a client that ends its side after the request still gets its reply', { shows: socket });
    return passed(
      `others are served; the client that ended its side after the request got no reply (${describeOutcome(answer.outcome)})`,
      {
        shows: socket,
        advice:
          'Not wrong, but `printf … | nc -N` and shell pipes will see no answer: reply to what came before the FIN',
      },
    );
  },
};
