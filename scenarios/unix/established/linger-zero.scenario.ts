// Does SO_LINGER 0, which makes a reset of a TCP close, do nothing of that kind to a Unix socket?
//
// The client reads an end like any other. Node's resetAndDestroy throws ERR_INVALID_HANDLE_TYPE for the same reason.

import { expect, scenario } from 'socketbed/vitest';
import { connection } from './connection.ts';

scenario('SO_LINGER 0 is no reset between Unix sockets', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream');

  await act.control(async () => void (await connection(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await connection(client, listener);
    await inject('the server closes with SO_LINGER 0', () => served.reset());
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
  });

  await act.lifted(async () => void (await connection(client, listener)));
});
