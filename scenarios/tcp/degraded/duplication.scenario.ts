// Does a program see anything of packets that arrive twice?
//
// No: TCP counts its bytes and drops what it has. The other end is told (a D-SACK), and that is all. A UDP program gets
// both.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, greet } from '../reset/conversation.ts';

const port = 9000;

scenario('packets that come twice are read once', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const conversation = await converse(client, listener);
  const { client: socket, served } = conversation;

  await act.control(() => greet(conversation));

  await act.fault(async () => {
    const fromServer = { direction: 'out', protocol: 'tcp', localPort: port } as const;
    await using _ = await inject(faults.duplicate(fromServer), server.container);
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.send('the answer')).toBeSent(10);
    expect(await socket.receive()).toReceive('the answer');
    expect(await socket.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('10 bytes from server', '10 bytes from server twice');
    expect(wire).toNeverShow('RST');
  });

  await act.lifted(() => greet(conversation));
});
