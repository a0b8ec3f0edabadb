// Is a client refused by a server that has bound its path but does not listen yet?
//
// The file is there from bind on, so "wait until the file exists" is no test for readiness. The code is that of a stale
// file, and here it goes away by itself.

import { expect, scenario } from 'socketbed/vitest';

scenario('a path that is bound and not listened on refuses', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream');
  const early = server.unixStream();
  const path = server.newPath();

  await act.control(async () => {
    expect(await client.connect('unix-stream', listener.address)).toBeConnected();
  });

  await act.fault(async () => {
    const bound = await inject('a server binds its path and does not listen', () => early.bind({ path }));
    const target = bound === undefined ? listener.address : { path };
    expect(await client.connect('unix-stream', target)).toBeRefused({
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
  });

  await act.lifted(async () => {
    expect(await early.listen()).toListen();
    expect(await client.connect('unix-stream', { path })).toBeConnected();
  });
});
