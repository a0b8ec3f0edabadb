// What do http.get and fetch say of an answer that is no HTTP at all?
//
// A wrong port: TLS, a mail server, an echo. The connection is fine, and so is every packet; only the bytes are not HTTP.

import { expect, scenario } from 'socketbed/vitest';
import { answerBoth, machines, takeRequest, whole } from './by-hand.ts';

scenario('an answer that is no HTTP', async ({ bed, act, inject }) => {
  const all = await machines(bed);
  const { client, listener, capture } = all;

  await act.control(() => answerBoth(all));

  await act.fault(async () => {
    for (const name of ['http', 'fetch'] as const) {
      const asking = client.request(name, listener.address);
      const served = await takeRequest(listener);
      const answer = await inject('the server speaks something else', () => '220 mail ready\r\n');
      expect(await served.send(answer ?? whole)).toBeSent();
      await served.close();
      // fetch has a cause with words, and no code.
      expect(await asking).toFail(name === 'http' ? { code: 'HPE_INVALID_CONSTANT' } : {});
      expect(await capture.wire()).toShow('data from client', 'data from server');
    }
  });

  await act.lifted(() => answerBoth(all));
});
