// Does a client whose server closes read the end, and get EPIPE as soon as it writes?
//
// At the first write, other than TCP, where one more goes out before the kernel knows (tcp/reset/handler-without-handle).

import { expect, scenario } from 'socketbed/vitest';
import { connection } from './connection.ts';

scenario('a closed connection ends, and breaks the pipe at once', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream');

  await act.control(async () => void (await connection(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await connection(client, listener);
    await inject('the server closes', () => served.close());
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await socket.send('hello')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
  });

  await act.lifted(async () => void (await connection(client, listener)));
});
