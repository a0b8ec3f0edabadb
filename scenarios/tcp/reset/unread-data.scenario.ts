// Does a server that closes in good order, but with bytes of the client unread, break the connection with a reset?
//
// The kernel does it (RFC 1122, 4.2.2.13): what was sent is lost, and the client must be told. Many "random" resets
// are this.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('close with unread bytes is a reset, not an end', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    const { client: socket, served } = await converse(client, listener);
    await socket.send('request');
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.close()).toBeDone();
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('7 bytes from client', 'FIN from server');
  });

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await socket.send('request');
    expect(await served.receive({ bytes: 7, peek: true })).toReceive('request');
    const isUnread = await inject('the server leaves the request unread', () => true as const);
    if (!isUnread) await served.receive({ bytes: 7 });
    expect(await served.close()).toBeDone();
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', 'RST from server');
    expect(wire).toNeverShow('FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
