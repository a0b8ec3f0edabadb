// As many connections as were allowed, all at once and all held open: does it serve, refuse, or hang?

import { failureKinds } from '../../errors/outcome.ts';
import { failed, passed } from '../judgement.ts';
import type { ServerCheck } from './server-check.ts';

const atOnce = 50;

export const manyConnections: ServerCheck = {
  name: 'many-connections',
  question: 'Does it serve or refuse, and not hang, while very many clients are connected?',
  expected: 'a reply, or a quick no',
  during: 'very many clients were connected',
  needs: ['silent-clients'],
  async run(bench, record) {
    const { connectionsMax } = bench.parts.program;
    let open = 0;
    await record.broke(`${connectionsMax} clients connect and stay`, async () => {
      for (let asked = 0; asked < connectionsMax; asked += atOnce) {
        const sockets = await bench.opened(Math.min(atOnce, connectionsMax - asked));
        open += sockets.filter(({ outcome }) => outcome?.kind === 'connected').length;
      }
    });
    const during = await bench.ask();
    const { kind } = during.outcome;
    const isRefused = kind in failureKinds && kind !== 'timeout';
    record.look(`${bench.words}, or a quick no`, during.outcome, during.isRight || isRefused);
    await bench.parts.bad.closeAll();
    const back = await bench.waitFor(async () => (await bench.ask()).isRight, bench.timeoutMs * 2);
    if (!back) {
      return failed(
        `after ${open} clients were connected and had gone, it does not answer any more`,
        'What it runs out of must come back with the connections: descriptors, threads, memory',
      );
    }
    if (during.isRight) return passed(`with ${open} clients connected it still serves; it was not full`);
    if (isRefused || kind === 'wrong')
      return passed(
        `with ${open} clients connected it refuses at once (${kind}), and serves again when they have gone`,
      );
    return failed(
      `with ${open} clients connected a good client waits for ever: it neither serves nor refuses`,
      'Close, or refuse, what is beyond its limit (a smaller backlog, maxConnections), so that clients can go elsewhere',
    );
  },
};
