// Does a Unix server that closes with bytes unread give its client ECONNRESET, as a TCP server does?
//
// Once; then the stream is at its end. It is the only way to a reset here, for there are no packets and no SO_LINGER 0.

import { expect, scenario } from 'socketbed/vitest';
import { connection } from './connection.ts';

scenario('close with unread bytes is a reset here too', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream');

  await act.control(async () => void (await connection(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await connection(client, listener);
    await socket.send('request');
    const isUnread = await inject('the server leaves the request unread', () => true as const);
    if (!isUnread) await served.receive({ bytes: 7 });
    expect(await served.close()).toBeDone();
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await socket.send('more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
  });

  await act.lifted(async () => void (await connection(client, listener)));
});
