// Clients that vanish without a word: no FIN, no reset, no answer to anything, as a laptop that is closed.

import { drop } from '../../faults/index.ts';
import { failed, passed } from '../judgement.ts';
import { isSpoken } from '../talk.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';

const count = 3;

export const vanishedClients: ServerCheck = {
  name: 'vanished-clients',
  question: 'Are others served after clients have vanished without a FIN, in mid-request and in mid-reply?',
  expected: 'a good client is served meanwhile',
  during: 'clients had vanished',
  needs: ['silent-clients'],
  async run(bench, record) {
    const { bed, machine, bad } = bench.parts;
    const peer = bad.container.host();
    const blackHole = drop({ direction: 'in', peer }, { direction: 'out', peer });
    const sockets = await bench.opened(count);
    const [inRequest, afterRequest] = sockets;
    if (inRequest !== undefined) await bench.sendHalf(inRequest);
    await using _ = await record.broke(blackHole.does, () => bed.inject(blackHole, machine.container));
    // What is sent now never arrives, and the ends that follow neither.
    if (afterRequest !== undefined && isSpoken(bench.talk)) await bench.sendHalf(afterRequest);
    await Promise.all(sockets.map((socket) => socket.close()));
    const others = await bench.askNoted(record);
    const shows = inRequest === undefined ? {} : { shows: inRequest };
    if (!others.isRight) {
      return failed(
        `after ${count} clients vanished without a FIN, a good client got ${others.seen}`,
        'Serve connections side by side, with read and write time-outs',
        shows,
      );
    }
    const states = await bench.door.connections(sockets);
    const left = states.filter((state) => state === 'established').length;
    const isWatched = await hasKeepAlive(bench);
    if (isWatched || left === 0)
      return passed(
        `${count} clients vanished without a FIN; others are served, and TCP keep-alive is on`,
        shows,
      );
    return passed(`${count} clients vanished without a FIN; others are served`, {
      ...shows,
      advice: `${left} of their connections stand without TCP keep-alive: unless it has a time-out of its own, they stay until it ends`,
    });
  },
};

/** Whether the kernel watches any of the server's connections with TCP keep-alive. */
async function hasKeepAlive({ parts: { sidecar, program } }: ServerBench): Promise<boolean> {
  const { port } = program;
  const sockets = await sidecar.sockets({ state: 'established', ...(port && { localPort: port }) });
  return sockets.some(({ details }) => details.timer?.startsWith('(keepalive') ?? false);
}
