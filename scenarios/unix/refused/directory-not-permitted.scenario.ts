// Does a client get EACCES from a socket that it may use, in a directory that it may not enter?
//
// Each directory on the way needs its x. The socket's own mode is not even looked at, and `chmod 777` on it helps nobody.

import { expect, scenario } from 'socketbed/vitest';

/** The others are the image's own user. */
const stranger = '10002:10002';

scenario('a directory of another user is in the way', async ({ bed, act, inject }) => {
  const [server, same, other] = await Promise.all([
    bed.probe({ networks: [] }),
    bed.probe(),
    bed.probe({ user: stranger }),
  ]);
  const directory = server.newPath();
  const path = `${directory}/server.sock`;
  await server.makeDirectory(directory, { mode: 0o700 });
  await server.listen('unix-stream', { path });

  await act.control(async () => {
    expect(await same.connect('unix-stream', { path })).toBeConnected();
  });

  await act.fault(async () => {
    const client = (await inject('the client runs as another user', () => other)) ?? same;
    const outcome = await client.connect('unix-stream', { path });
    expect(outcome).toBeDenied({ code: 'EACCES', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await same.connect('unix-stream', { path })).toBeConnected();
  });
});
