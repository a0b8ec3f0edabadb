// Does a UDP client hear nothing, no error either, from a server that hangs, and its answer when it goes on?
//
// The port is open, so there is no ICMP; the datagram waits in the server's buffer. A late answer may come when the
// client has long asked again: without a number in the message it is taken for the answer to another question.

import { expect, scenario } from 'socketbed/vitest';

const silenceMs = 300;

scenario('a server that hangs is silent, and answers late', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('udp'), bed.probe()]);
  const socket = await client.connect('udp', server.address);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await socket.ask('hello')).toReply('HELLO');
    expect(await capture.wire()).toShow('5 bytes from client', '5 bytes from server');
  });

  let isPaused: true | undefined;
  await act.fault(async () => {
    isPaused = await inject('the server is paused', async () => {
      await server.container.pause();
      return true as const;
    });
    expect(await socket.ask('late', { timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    expect(await capture.wire()).toShow('4 bytes from client', 'nothing');
  });

  await act.lifted(async () => {
    if (isPaused) await server.container.unpause();
    expect(await socket.receive()).toReceive('LATE');
    expect(await socket.ask('hello')).toReply('HELLO');
  });
});
