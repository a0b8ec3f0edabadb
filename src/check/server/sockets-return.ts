// Whether its sockets return when its clients have gone, read from outside through its network namespace.

import { failed, passed } from '../judgement.ts';
import { converse, isSpoken, leave } from '../talk.ts';
import type { ServerCheck } from './server-check.ts';

const count = 40;
/** How long a server may take to notice that clients have ended. */
const returnMs = 3000;

export const socketsReturn: ServerCheck = {
  name: 'sockets-return',
  question: 'Does it close its sockets when its clients have gone?',
  expected: 'none is left',
  during: 'clients came and went',
  async run(bench, record) {
    await bench.door.forgetConnections();
    const sockets = await bench.opened(count);
    await record.broke(`${count} clients come, are served and go`, () =>
      Promise.all(
        sockets.map(async (socket) => {
          if (isSpoken(bench.talk)) await converse(socket, bench.talk, bench.timeoutMs);
          await leave(socket);
        }),
      ),
    );
    const left = () => bench.door.connections(sockets);
    const isBack = await bench.waitFor(async () => (await left()).length === 0, returnMs);
    const shows = sockets[0] === undefined ? {} : { shows: sockets[0] };
    if (isBack) return passed(`${count} clients came and went, and none of its sockets is left`, shows);
    const states = await left();
    const told = [...Map.groupBy(states, (state) => state)].map(
      ([state, all]) => `${all.length} in ${state.toUpperCase()}`,
    );
    await bench.askNoted(record);
    return failed(
      `${states.length} of ${count} sockets are left ${returnMs / 1000} s after their clients went (${told.join(', ')})`,
      states.includes('close-wait')
        ? 'CLOSE-WAIT means that the client has ended and the program has not: close the socket when a read gives 0 bytes (Node: end())'
        : bench.door.transport === 'unix-stream'
          ? 'Their clients have ended and the program has not: close the socket when a read gives 0 bytes (Node: end())'
          : 'It holds connections whose clients have gone: close them',
      shows,
    );
  },
};
