// Does a server in a container with a read-only root get EROFS unless its path is on a volume?
//
// The directory's mode would allow it, for /tmp is everybody's: the file system does not.

import { expect, scenario } from 'socketbed/vitest';

scenario('a path on a read-only file system cannot be bound', async ({ bed, act, inject }) => {
  const server = await bed.probe();
  const bind = (path: string) => server.unixStream().bind({ path });

  await act.control(async () => {
    expect(await bind(server.newPath())).toBeBound();
  });

  await act.fault(async () => {
    const path = await inject('the path is on the read-only root', () => '/tmp/server.sock');
    expect(await bind(path ?? server.newPath())).toFail({ code: 'EROFS', syscall: 'bind' });
  });

  await act.lifted(async () => {
    expect(await bind(server.newPath())).toBeBound();
  });
});
