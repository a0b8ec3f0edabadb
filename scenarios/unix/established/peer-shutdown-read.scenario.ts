// Does a client get EPIPE from a server that will read no more, while it can still be answered?
//
// TCP has no packet for "I will not read": a shutdown for reading stays with who did it. A Unix peer is told.

import { expect, scenario } from 'socketbed/vitest';
import { connection } from './connection.ts';

scenario('a server that reads no more breaks the pipe', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream');

  await act.control(async () => void (await connection(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await connection(client, listener);
    await inject('the server shuts reading down', () => served.shutdown('receive'));
    expect(await socket.send('hello')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    expect(await served.send('still here')).toBeSent();
    expect(await socket.receive()).toReceive('still here');
  });

  await act.lifted(async () => void (await connection(client, listener)));
});
