// Does a client get exactly the first 100 bytes of a reply that something on the way cuts off, and then a reset?
//
// A load balancer that is restarted, a firewall whose table is full. The server is told when it next sends something: its
// kernel does, for what was not acknowledged. How the reply was cut into packets makes no difference.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

const port = 9000;
const reply = `${'a'.repeat(100)}${'b'.repeat(50)}`;

scenario('a reply is reset after so many bytes', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const ask = async () => {
    const conversation = await converse(client, listener);
    await conversation.client.send('request');
    expect(await conversation.served.receive({ bytes: 7 })).toReceive('request');
    expect(await conversation.served.send(reply)).toBeSent(150);
    return conversation;
  };

  await act.control(async () => {
    const { client: socket } = await ask();
    expect(await socket.receive({ bytes: 150 })).toReceive(reply);
  });

  await act.fault(async () => {
    const match = { direction: 'out', protocol: 'tcp', localPort: port } as const;
    // The five bytes of the greeting come before.
    await using _ = await inject(faults.reset({ afterBytes: 105 }, match), server.container);
    const { client: socket, served } = await ask();
    const answer = await socket.receive({ bytes: 150 });
    expect(answer).toBeReset({ code: 'ECONNRESET', syscall: 'recv', bytes: 100, text: 'a'.repeat(100) });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '100 bytes from server', 'RST from server');
    expect(wire).toNeverShow('FIN', 'RST from client', '150 bytes from server');
    expect(await served.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
  });

  await act.lifted(async () => {
    const { client: socket } = await ask();
    expect(await socket.receive({ bytes: 150 })).toReceive(reply);
  });
});
