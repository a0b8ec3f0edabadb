// At which write does a client learn that its server has closed: at the second, by EPIPE?
//
// The first one is taken: a FIN says only that the server sends no more. What it carries is answered by a reset, and is
// lost. A program that writes and never reads believes that its first message arrived.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

scenario('the first write after the end is lost, the second fails', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    const { client: socket, served } = await converse(client, listener);
    expect(await socket.send('first')).toBeSent(5);
    expect(await socket.send('second')).toBeSent(6);
    expect(await served.receive({ bytes: 11 })).toReceive('firstsecond');
  });

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await inject('the server closes', () => served.close());
    expect(await socket.send('first')).toBeSent(5);
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('FIN from server', '5 bytes from client', 'RST from server');
    expect(await socket.send('second')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toNeverShow('6 bytes from client');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
