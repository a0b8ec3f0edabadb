// Does a server still accept a connection whose client has reset it while it waited in the queue?
//
// On Linux yes: accept succeeds, and the first receive is told ECONNRESET. (BSD fails accept with ECONNABORTED.) Clients
// that give up early, load balancers that only look whether a port is open, fill a busy server's queue with these.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('a connection reset in the queue is accepted, and broken', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const socket = await client.connect('tcp', listener.address);
    await inject('the client resets before it is accepted', () => socket.reset());
    const served = await listener.accept();
    expect(served).toBeAccepted();
    expect(await served.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('SYN', 'SYN-ACK from server', 'RST from client');
    expect(wire).toNeverShow('RST from server', 'FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
