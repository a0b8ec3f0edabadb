// Is a path of 107 bytes the longest that a Unix socket can have, and one byte more an EINVAL?
//
// `sun_path` has 108 bytes, one of which ends it. The kernel does not say what is invalid; socketbed's own servers refuse
// such a path before that, with PATH_TOO_LONG. Temporary directories of CI and macOS are where it happens.

import { expect, scenario } from 'socketbed/vitest';

const pathBytesMax = 107;

scenario('a path that is one byte too long is an invalid argument', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath().padEnd(pathBytesMax, '-');
  await server.listen('unix-stream', { path });

  await act.control(async () => {
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });

  await act.fault(async () => {
    const longer = await inject('the path is one byte longer', () => `${path}-`);
    const outcome = await client.connect('unix-stream', { path: longer ?? path });
    expect(outcome).toFail({ code: 'EINVAL', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });
});
