// What does the second request get on a connection that its server closes in the same moment?
//
// The race of every idle time-out: the request is on its way when the FIN comes. The server has done nothing with it, and
// a client may ask again; Node's do not by themselves. A FIN that came before is no trouble: they connect anew.

import type { HttpClient } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { body, machines, takeRequest, whole } from '../by-hand.ts';

const keepAlive = { keepAlive: true };

scenario('a kept connection that is closed under the next request', async ({ bed, act, inject }) => {
  const { client, listener, capture } = await machines(bed);
  const clients: readonly HttpClient[] = ['http', 'fetch'];

  /** The first request of a connection: answered, and the connection kept. */
  const begin = async (name: HttpClient) => {
    const asking = client.request(name, listener.address, keepAlive);
    const served = await takeRequest(listener);
    expect(await served.send(whole)).toBeSent();
    expect(await asking).toReply(body);
    return served;
  };

  await act.control(async () => {
    for (const name of clients) {
      const served = await begin(name);
      const second = client.request(name, listener.address, keepAlive);
      expect((await served.receive()).kind).toBe('received');
      await served.send(whole);
      expect(await second).toReply(body);
      await served.close();
    }
  });

  await act.fault(async () => {
    for (const name of clients) {
      const served = await begin(name);
      const second = client.request(name, listener.address, keepAlive);
      expect((await served.receive()).kind).toBe('received');
      const closed = await inject('the server closes its idle connection', () => served.close());
      if (closed === undefined) await served.send(whole);
      expect(await second).toBeClosed({ code: name === 'http' ? 'ECONNRESET' : 'UND_ERR_SOCKET' });
      expect(await capture.wire()).toShow(
        'data from client',
        'data from server',
        'data from client',
        'FIN from server',
      );
    }
  });

  await act.lifted(async () => {
    for (const name of clients) await (await begin(name)).close();
  });
});
