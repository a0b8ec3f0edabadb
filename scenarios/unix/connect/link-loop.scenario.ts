// Does a client follow a symbolic link to a socket, and get ELOOP from one that leads back to itself?
//
// A link is as good as the path it leads to, until a careless `ln -sf` makes a circle of it.

import { expect, scenario } from 'socketbed/vitest';

scenario('a link that leads to itself has no end', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const [target, link] = [server.newPath(), server.newPath()];
  await server.listen('unix-stream', { path: target });
  await server.makeLink(link, target);

  await act.control(async () => {
    expect(await client.connect('unix-stream', { path: link })).toBeConnected();
  });

  await act.fault(async () => {
    await inject('the link leads to itself', async () => {
      await server.removeFile(link);
      await server.makeLink(link, link);
    });
    const outcome = await client.connect('unix-stream', { path: link });
    expect(outcome).toFail({ code: 'ELOOP', syscall: 'connect' });
  });

  await act.lifted(async () => {
    await server.removeFile(link);
    await server.makeLink(link, target);
    expect(await client.connect('unix-stream', { path: link })).toBeConnected();
  });
});
