// Does a client get ENOENT, and not ECONNREFUSED, when the socket's file is missing?
//
// There is nobody who could refuse: the path leads nowhere.

import { expect, scenario } from 'socketbed/vitest';

scenario('a path without a file is missing', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('unix', { networks: [] }), bed.probe()]);
  const { stream } = server.paths;

  await act.control(async () => {
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    // In good order it takes its file away.
    await inject('the server is stopped', () => server.container.stop());
    const outcome = await client.ask('unix-stream', stream, 'hello');
    expect(outcome).toBeMissing({ code: 'ENOENT', syscall: 'connect' });
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });
});
