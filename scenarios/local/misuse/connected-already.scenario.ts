// What does a socket get that connects a second time: EISCONN?
//
// A TCP socket is one connection, for good. To connect anew takes a new one, even when the first has ended.

import { expect, scenario } from 'socketbed/vitest';

scenario('a connected socket cannot connect again', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const socket = client.tcp();

  await act.control(async () => {
    expect(await client.connect('tcp', server.address)).toBeConnected();
  });

  await act.fault(async () => {
    await inject('it is connected already', () => socket.connect(server.address));
    expect(await socket.connect(server.address)).toFail({ code: 'EISCONN', syscall: 'connect' });
    expect(await socket.ask('unharmed')).toReply('UNHARMED');
  });

  await act.lifted(async () => {
    expect(await client.tcp().connect(server.address)).toBeConnected();
  });
});
