// Does a client get the first half of a reply whose second half is cut off by a reset, and then the reset?

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('a reset in mid-reply comes after the bytes that came before it', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await socket.send('request');
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.send('first half')).toBeSent(10);
    expect(await socket.receive({ bytes: 10, peek: true })).toReceive('first half');
    const answer = socket.receive({ bytes: 20 });
    const closed = await inject('the server resets', () => served.reset());
    expect(closed ?? (await served.close())).toBeDone();
    expect(await answer).toBeReset({ code: 'ECONNRESET', syscall: 'recv', bytes: 10, text: 'first half' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '10 bytes from server', 'RST from server');
    expect(wire).toNeverShow('FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
