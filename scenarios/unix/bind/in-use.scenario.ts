// Does a path stay in use, with EADDRINUSE, after the server that bound it is gone, and until its file is removed?
//
// The kernel looks at the file and not at who has it: closing leaves it, and so does dying. Hence servers unlink before
// they bind, and now and then take the path away from one that lives.

import { expect, scenario } from 'socketbed/vitest';

scenario('a path with a file is in use, server or not', async ({ bed, act, inject }) => {
  const [first, second] = [await bed.probe(), await bed.probe()];
  const path = first.newPath();
  const bind = () => second.unixStream().bind({ path });

  await act.control(async () => {
    expect(await bind()).toBeBound();
    expect(await second.removeFile(path)).toBeDone();
  });

  await act.fault(async () => {
    const listener = await inject('another server has the path', () => first.listen('unix-stream', { path }));
    expect(await bind()).toBeInUse({ code: 'EADDRINUSE', syscall: 'bind' });
    expect(await listener?.close()).toBeDone();
    expect(await bind()).toBeInUse({ code: 'EADDRINUSE', syscall: 'bind' });
  });

  await act.lifted(async () => {
    expect(await second.removeFile(path)).toBeDone();
    expect(await bind()).toBeBound();
  });
});
