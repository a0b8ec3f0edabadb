// Does a connection outlive its server's being cut off the network, and does what was sent meanwhile arrive?
//
// As long as both machines keep their addresses and nobody's patience ends. The kernel sends again after 0.2, 0.6, 1.4 ...
// seconds, so that the answer comes somewhat after the network is back.

import { expect, scenario } from 'socketbed/vitest';
import { converse, greet, settle } from '../reset/conversation.ts';

/** Longer than the kernel's first retransmissions take. */
const silenceMs = 700;

scenario('a connection goes on after a cut', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);
  const conversation = await converse(client, listener);
  const { client: socket, served } = conversation;

  await act.control(async () => {
    await greet(conversation);
    await settle(capture, socket);
  });

  await act.fault(async () => {
    await inject('the server is disconnected', () => server.container.disconnect());
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7, timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '7 bytes from client again', 'nothing');
    expect(wire).toNeverShow('RST', 'FIN', 'ICMP');
  });

  await act.lifted(async () => {
    await server.container.reconnect();
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.send('the answer')).toBeSent(10);
    expect(await socket.receive({ bytes: 10 })).toReceive('the answer');
  });
});
