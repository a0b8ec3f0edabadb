// Do http.get and fetch both say ECONNREFUSED where nobody listens?
//
// fetch says "fetch failed", and keeps the error as its cause: who logs the message alone logs nothing.

import { expect, scenario } from 'socketbed/vitest';
import { answerBoth, machines } from './by-hand.ts';

scenario('a server that is gone refuses both clients', async ({ bed, act, inject }) => {
  const all = await machines(bed);
  const { server, client, listener, capture } = all;

  await act.control(() => answerBoth(all));

  await act.fault(async () => {
    await inject('the listener closes', () => listener.close());
    for (const name of ['http', 'fetch'] as const) {
      expect(await client.request(name, listener.address)).toBeRefused({
        ...{ code: 'ECONNREFUSED', syscall: 'connect' },
      });
      expect(await capture.wire()).toShow('SYN', 'RST from server');
    }
  });

  await act.lifted(async () => {
    const again = await server.listen('tcp', { port: 8000 });
    await answerBoth({ ...all, listener: again });
  });
});
