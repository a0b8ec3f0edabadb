// Is a client refused, as by a dead server, when the path is that of a regular file?
//
// The kernel does not say "not a socket": a wrong path in the configuration looks like a server that is down. `ls -l`
// tells them apart by the first letter.

import { expect, scenario } from 'socketbed/vitest';

scenario('a regular file refuses like a dead server', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const { address } = await server.listen('unix-stream');
  const path = server.newPath();

  await act.control(async () => {
    expect(await client.connect('unix-stream', address)).toBeConnected();
  });

  await act.fault(async () => {
    const made = await inject('the path is that of a file', () => server.makeFile(path));
    const outcome = await client.connect('unix-stream', made === undefined ? address : { path });
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await server.removeFile(path)).toBeDone();
    expect(await server.listen('unix-stream', { path })).toListen();
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });
});
