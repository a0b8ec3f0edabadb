// What does a client get whose path goes on behind a file, as in `server.sock/x`: ENOTDIR?
//
// So looks a path that was put together from a directory that is not one.

import { expect, scenario } from 'socketbed/vitest';

scenario('a path that leads through a file leads nowhere', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath();
  await server.listen('unix-stream', { path });

  await act.control(async () => {
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });

  await act.fault(async () => {
    const wrong = await inject('the path goes on behind the socket', () => `${path}/x`);
    const outcome = await client.connect('unix-stream', { path: wrong ?? path });
    expect(outcome).toBeMissing({ code: 'ENOTDIR', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });
});
