// Does a client that waits for its answer see a reset from a server that read the request and broke the connection?

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('a reset after the request comes instead of the answer', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const conversation = await converse(client, listener);
    await conversation.client.send('request');
    expect(await conversation.served.receive({ bytes: 7 })).toReceive('request');
    const answer = conversation.client.receive();
    const closed = await inject('the server resets', () => conversation.served.reset());
    expect(closed ?? (await conversation.served.close())).toBeDone();
    expect(await answer).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: conversation.client });
    expect(wire).toShow('7 bytes from client', 'RST from server');
    expect(wire).toNeverShow('FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
