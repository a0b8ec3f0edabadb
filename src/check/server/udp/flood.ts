// A flood of requests, of bounded size, from one bad client: are good ones served meanwhile?

import { failed, passed } from '../../judgement.ts';
import type { ServerCheck } from '../server-check.ts';

const datagrams = 2000;
const senders = 10;
/** So many are handed to the kernel at once, by each sender. */
const perTurn = 20;
/** A client on UDP asks again. */
const attemptsMin = 3;
const attemptMs = 1000;
/** What is queued when it is over is answered first. */
const drainMs = 10_000;

export const flood: ServerCheck = {
  name: 'flood',
  question: 'Is a good client served during a flood of requests, and afterwards?',
  expected: 'a reply, at one of several attempts',
  during: 'a flood of requests came',
  async run(bench, record) {
    const { probe = Buffer.alloc(0) } = bench.talk;
    const sockets = await bench.opened(senders);
    const begun = Promise.withResolvers<void>();
    let isOver = false;
    const sending = record.broke(`${datagrams} requests, and nobody reads the replies`, async () => {
      for (let sent = 0; sent < datagrams; sent += senders * perTurn) {
        await Promise.all(
          sockets.flatMap((socket) => Array.from({ length: perTurn }, () => socket.send(probe))),
        );
        begun.resolve();
      }
      isOver = true;
    });
    // Of a check that is interrupted nobody waits for it any more.
    sending.catch(() => {});
    await Promise.race([begun.promise, sending]);
    let [asked, served] = [0, 0];
    while (!isOver || (served === 0 && asked < attemptsMin)) {
      const { isRight } = await bench.ask(Math.min(attemptMs, bench.timeoutMs));
      asked += 1;
      if (isRight) served += 1;
    }
    await sending;
    const isBack = await bench.waitFor(async () => (await bench.askNoted(record)).isRight, drainMs);
    const shows = sockets[0] === undefined ? {} : { shows: sockets[0] };
    const during = `during a flood of ${datagrams} requests`;
    if (served === 0) {
      return failed(
        `${during} a good client asked ${asked} times, and was never served`,
        'Do little for each request before the next is taken, and give the socket a receive buffer for bursts (SO_RCVBUF)',
        shows,
      );
    }
    if (!isBack) {
      return failed(
        `${during} good clients were served, ${served} of ${asked}, but none for ${drainMs / 1000} s afterwards`,
        'What it runs out of must come back when the flood is over: see its log',
        shows,
      );
    }
    if (served === asked) return passed(`${during} good clients are served, ${served} of ${asked}`, shows);
    return passed(`${during} good clients are served, ${served} of ${asked}`, {
      ...shows,
      advice: 'What its receive buffer has no room for is lost without a word: see SO_RCVBUF',
    });
  },
};
