// Does a server get EACCES in a directory that another user has made?
//
// To bind is to make a file: that takes the w of the directory. A volume that root has made is the usual case.

import { expect, scenario } from 'socketbed/vitest';

/** The other is the image's own user. */
const stranger = '10002:10002';

scenario('a path in a directory of another user is denied', async ({ bed, act, inject }) => {
  const [same, other] = await Promise.all([bed.probe(), bed.probe({ user: stranger })]);
  const directory = same.newPath();
  await same.makeDirectory(directory);

  await act.control(async () => {
    expect(await same.unixStream().bind({ path: `${directory}/control.sock` })).toBeBound();
  });

  await act.fault(async () => {
    const server = (await inject('the server runs as another user', () => other)) ?? same;
    const outcome = await server.unixStream().bind({ path: `${directory}/fault.sock` });
    expect(outcome).toBeDenied({ code: 'EACCES', syscall: 'bind' });
  });

  await act.lifted(async () => {
    expect(await same.unixStream().bind({ path: `${directory}/lifted.sock` })).toBeBound();
  });
});
