// What does a stream client get that connects to a datagram socket: EPROTOTYPE?

import { expect, scenario } from 'socketbed/vitest';

scenario('a stream cannot connect to a datagram socket', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('unix', { networks: [] }), bed.probe()]);
  const { stream, datagram } = server.paths;

  await act.control(async () => {
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const wrong = await inject('the path is that of the datagram socket', () => datagram);
    const outcome = await client.ask('unix-stream', wrong ?? stream, 'hello');
    expect(outcome).toFail({ code: 'EPROTOTYPE', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });
});
