// Clients that connect and say nothing, or stop in the middle of a request.

import { failed, passed } from '../judgement.ts';
import type { ServerCheck } from './server-check.ts';

const count = 5;

export const silentClients: ServerCheck = {
  name: 'silent-clients',
  question: 'Are others served while clients are connected that say nothing, or stop in mid-request?',
  expected: 'a good client is served meanwhile',
  during: 'silent clients were connected',
  async run(bench, record) {
    const sockets = await record.broke('clients connect and say nothing', () => bench.opened(count));
    const beside = await bench.askNoted(record);
    const shows = sockets[0] === undefined ? {} : { shows: sockets[0] };
    if (!beside.isRight) {
      return failed(
        `while ${count} clients were connected and said nothing, a good client got ${beside.seen}`,
        'It serves one after the other, and one silent client holds up all: serve connections side by side, with a read time-out',
        shows,
      );
    }
    await record.broke('they stop in mid-request', () =>
      Promise.all(sockets.map((socket) => bench.sendHalf(socket))),
    );
    const during = await bench.askNoted(record);
    if (during.isRight)
      return passed(`${count} clients said nothing, then half a request; others are served meanwhile`, shows);
    return failed(
      `while ${count} clients had sent half a request, a good client got ${during.seen}`,
      'It waits for the rest of one request and serves nobody else: serve connections side by side, with a read time-out',
      shows,
    );
  },
};
