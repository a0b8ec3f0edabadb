// Does a program get an error when bytes are changed on their way?
//
// No: what changes them mends the checksum too (a switch with bad memory, a proxy), or it stands in front of the card
// that would have looked. TCP delivers the altered bytes; TLS, or a checksum of one's own, would have found them.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, greet } from '../reset/conversation.ts';

const port = 9000;

scenario('altered bytes are delivered as if they were right', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const conversation = await converse(client, listener);
  const { client: socket, served } = conversation;

  await act.control(() => greet(conversation));

  await act.fault(async () => {
    const data = { direction: 'in', protocol: 'tcp', localPort: port, tcpFlags: { set: ['psh'] } } as const;
    const fault = faults.corrupt({ offset: 4, bytes: Buffer.from('9') }, data);
    await using _ = await inject(fault, server.container);
    expect(await socket.send('pay 100 euros')).toBeSent(13);
    expect(await served.receive({ bytes: 13 })).toReceive('pay 900 euros');
    expect(await served.send('paid')).toBeSent(4);
    expect(await socket.receive({ bytes: 4 })).toReceive();
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('13 bytes from client', '4 bytes from server');
    expect(wire).toNeverShow('13 bytes from client again', 'RST', 'FIN');
  });

  await act.lifted(() => greet(conversation));
});
