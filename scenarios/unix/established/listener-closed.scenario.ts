// What becomes of a connection that waits in the queue while the server closes its listener: ECONNRESET?
//
// To the client it was connected: connect says only that there was room. A server that restarts under load does this.

import { expect, scenario } from 'socketbed/vitest';
import { connection } from './connection.ts';

scenario('who waits for accept is reset when the listener closes', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath();
  const listener = await server.listen('unix-stream', { path });

  await act.control(async () => void (await connection(client, listener)));

  await act.fault(async () => {
    const socket = await client.connect('unix-stream', { path });
    expect(socket).toBeConnected();
    await inject('the listener closes', () => listener.close());
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await socket.send('hello')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
  });

  await act.lifted(async () => {
    await server.removeFile(path);
    await connection(client, await server.listen('unix-stream', { path }));
  });
});
