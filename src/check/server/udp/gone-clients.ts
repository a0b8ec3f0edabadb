// Clients that are gone before their replies come: the kernel of their machine answers each with ICMP port unreachable,
// which a server hears of as ECONNREFUSED, if at all, at some later call.
//
//   frozen  -->  requests arrive, and their sockets are closed  -->  woken: it replies to nobody  -->  ICMP

import { failed, passed } from '../../judgement.ts';
import type { ServerCheck } from '../server-check.ts';

const count = 5;

export const goneClients: ServerCheck = {
  name: 'gone-clients',
  question: 'Does it go on serving when clients are gone before their replies come?',
  expected: 'a good client is served after them',
  during: 'clients were gone before their replies came',
  async run(bench, record) {
    const { server } = bench.parts;
    const { probe = Buffer.alloc(0) } = bench.talk;
    const sockets = await bench.opened(count);
    await record.broke('clients ask, and are gone before the replies come', async () => {
      await server.pause();
      try {
        await Promise.all(sockets.map((socket) => socket.send(probe)));
        await Promise.all(sockets.map((socket) => socket.close()));
      } finally {
        await server.unpause();
      }
    });
    // The first comes behind them in the queue; what ICMP has left is told at the call after that.
    const looks = [await bench.askNoted(record), await bench.askNoted(record)];
    const shows = sockets[0] === undefined ? {} : { shows: sockets[0] };
    const wrong = looks.find(({ isRight }) => !isRight);
    if (wrong === undefined) {
      return passed(`${count} clients were gone before their replies came; it goes on serving others`, shows);
    }
    return failed(
      `after ${count} clients were gone before their replies came, a good client got ${wrong.seen}`,
      'ICMP port unreachable comes back as ECONNREFUSED, from any later call: it is news of one client, and no reason to stop',
      shows,
    );
  },
};
