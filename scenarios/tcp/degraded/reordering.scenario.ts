// Does a program read its bytes in order though packets overtake each other on the way?
//
// Always: TCP numbers bytes, and keeps what comes too early. Lines of uneven length do it, radio, several ways at once.
// Each packet here takes between 0 and 100 ms, as SOCKETBED_SEED decides. A UDP program would have to sort for itself.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

const port = 9000;
const messages = Array.from({ length: 20 }, (_, index) => `message ${String(index + 1).padStart(2, '0')};`);
const seed = Number(process.env.SOCKETBED_SEED ?? 1);

scenario('what is overtaken is read in order', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(server.container);
  // Without it the kernel would put small messages together in one packet.
  const { client: socket, served } = await converse(client, listener, { noDelay: true });
  const tell = async () => {
    const text = messages.join('');
    await Promise.all(messages.map((message) => socket.send(message)));
    expect(await served.receive({ bytes: text.length })).toReceive(text);
  };

  await act.control(tell);

  await act.fault(async () => {
    const toServer = { direction: 'out', protocol: 'tcp', peerPort: port } as const;
    const fault = faults.delay({ delayMs: 50, jitterMs: 50, seed }, toServer);
    await using _ = await inject(fault, client.container);
    await tell();
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('data from client out of order', 'ACK from server');
    expect(wire).toNeverShow('RST', 'FIN');
  });

  await act.lifted(tell);
});
