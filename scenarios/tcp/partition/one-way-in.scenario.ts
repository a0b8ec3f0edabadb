// What becomes of a connection when nothing reaches the server, but all that it sends arrives?
//
// The server hears no acknowledgement, and sends again what the client has long had. Its clients read news and are not
// heard. Half a partition: a route that is wrong in one direction, a firewall rule for one side.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;
/** Longer than the kernel's first retransmission takes, 200 ms and more. */
const patienceMs = 700;

scenario('a server that hears nothing is still heard', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const { client: socket, served } = await converse(client, listener);
  await settle(capture, socket);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server.container);
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.send('the news')).toBeSent(8);
    expect(await served.receive({ timeoutMs: patienceMs })).toTimeOut({ syscall: 'recv' });
    expect(await socket.receive({ bytes: 8 })).toReceive('the news');
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '7 bytes from client again');
    expect(wire).toShow('8 bytes from server', 'ACK from client', '8 bytes from server again');
  });

  await act.lifted(async () => {
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    await converse(client, listener);
  });
});
