// What does a client get whose server reads the request and then ends the connection: the end where the reply should be?
//
// No error of any kind, since a FIN is no failure for TCP. Node calls it ECONNRESET ("socket hang up") all the same; the
// wire tells the two apart. Whether the request was carried out nobody can say.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

scenario('the end comes in the place of the reply', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await socket.send('request');
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    const reply = socket.receive();
    const closed = await inject('the server closes', () => served.close());
    expect(closed ?? (await served.send('reply'))).toBeDone();
    expect(await reply).toBeClosed({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', 'FIN from server');
    expect(wire).toNeverShow('RST');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
