// The server is killed while clients are connected and waiting, and started again on the same machine, as a pod does it.
// Its machine still has the old connections, so a server that does not set SO_REUSEADDR cannot bind.

import { failed, passed } from '../judgement.ts';
import type { ServerCheck } from './server-check.ts';

const waiting = 3;

export const restart: ServerCheck = {
  name: 'restart',
  question: 'Does it come back after a kill while clients are connected and waiting?',
  expected: 'a good client is served after the start',
  during: 'it was killed and started again',
  async run(bench, record) {
    const { server, program } = bench.parts;
    const sockets = await bench.opened(waiting);
    await Promise.all(sockets.map((socket) => bench.sendHalf(socket)));
    const startedMs = performance.now();
    await record.broke('it is killed and started again, with clients waiting', async () => {
      await server.kill();
      await bench.start();
    });
    const isBack = await bench.serves(program.startMs);
    const tookMs = performance.now() - startedMs;
    const { seen } = await bench.askNoted(record);
    const shows = sockets[0] === undefined ? {} : { shows: sockets[0] };
    const clients = `${waiting} clients ${bench.door.transport === 'udp' ? 'waiting' : 'connected'}`;
    if (isBack)
      return passed(`killed with ${clients}, it served again ${(tookMs / 1000).toFixed(1)} s later`, shows);
    const death = await bench.death();
    const unready = bench.health?.problem(`${program.startMs / 1000} s`)?.sentence;
    const left = await bench.door.left();
    // The file of a Unix socket is left always: only its own words say that it was the reason.
    const isInUse = /in use|EADDRINUSE/i.test(death ?? '');
    return failed(
      `killed with ${clients}, it did not come back: ${death ?? unready ?? `a good client got ${seen}`}`,
      left !== undefined && (isInUse || (death !== undefined && bench.door.transport === 'tcp'))
        ? left
        : 'See its log: what it leaves when it is killed must not keep it from starting',
      shows,
    );
  },
};
