// What do http.get and fetch say of a server that resets as soon as it has the connection?
//
// The reset meets the client while it connects, writes or reads: the code is ECONNRESET, and the system call any of these.

import { expect, scenario } from 'socketbed/vitest';
import { answerBoth, machines, whole } from '../by-hand.ts';

scenario('a reset at accept', async ({ bed, act, inject }) => {
  const all = await machines(bed);
  const { client, listener, capture } = all;

  await act.control(() => answerBoth(all));

  await act.fault(async () => {
    for (const name of ['http', 'fetch'] as const) {
      const asking = client.request(name, listener.address);
      const served = await listener.accept();
      const broken = await inject('the server resets at accept', () => served.reset());
      if (broken === undefined) {
        await served.receive();
        await served.send(whole);
        await served.close();
      }
      expect(await asking).toBeReset({ code: 'ECONNRESET' });
      expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server', 'RST from server');
    }
  });

  await act.lifted(() => answerBoth(all));
});
