// Does a server get ENOENT for a path in a directory that is missing?
//
// Nobody makes the directory for it. Node reports EACCES instead, by which many have looked for a permission.

import { expect, scenario } from 'socketbed/vitest';

scenario('a path in a missing directory cannot be bound', async ({ bed, act, inject }) => {
  const server = await bed.probe();
  const directory = server.newPath();
  const bind = (name: string) => server.unixStream().bind({ path: `${directory}/${name}` });
  await server.makeDirectory(directory);

  await act.control(async () => {
    expect(await bind('control.sock')).toBeBound();
    await server.removeFile(`${directory}/control.sock`);
  });

  await act.fault(async () => {
    await inject('the directory is removed', () => server.removeFile(directory));
    expect(await bind('fault.sock')).toBeMissing({ code: 'ENOENT', syscall: 'bind' });
  });

  await act.lifted(async () => {
    await server.makeDirectory(directory);
    expect(await bind('lifted.sock')).toBeBound();
  });
});
