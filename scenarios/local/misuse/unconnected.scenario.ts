// What does a TCP socket get that has never been connected: EPIPE when it sends, ENOTCONN when it receives?
//
// EPIPE without a peer that has closed. It is the program that forgot to connect, or whose connect failed unseen.

import { expect, scenario } from 'socketbed/vitest';

scenario('a socket that is not connected has nobody to talk to', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const socket = client.tcp();

  await act.control(async () => {
    expect(await client.ask('tcp', server.address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const isLeftOut = await inject('connect is left out', () => true as const);
    if (!isLeftOut) await socket.connect(server.address);
    expect(await socket.send('hello')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    expect(await socket.receive()).toBeClosed({ code: 'ENOTCONN', syscall: 'recv' });
  });

  await act.lifted(async () => {
    expect(await socket.connect(server.address)).toBeConnected();
    expect(await socket.ask('hello')).toReply('HELLO');
  });
});
