// Is a client refused that connects to the directory of the socket instead of the socket in it?
//
// ECONNREFUSED for whatever exists and is no socket. Docker makes a directory of a missing file that is to be mounted:
// so it comes that a client meets one here.

import { dirname } from 'node:path';
import { expect, scenario } from 'socketbed/vitest';

scenario('a directory refuses like a dead server', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath();
  await server.listen('unix-stream', { path });

  await act.control(async () => {
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });

  await act.fault(async () => {
    const wrong = await inject('the path is that of the directory', () => dirname(path));
    const outcome = await client.connect('unix-stream', { path: wrong ?? path });
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });
});
