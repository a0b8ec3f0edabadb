// Does a program read its bytes in order though packets overtake each other on the way?
//
// Always: TCP numbers bytes, and keeps what comes too early. Lines of uneven length do it, radio, several ways at once.
// A UDP program would have to sort for itself (udp/changed/reordered).

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;
/** Less than the kernel waits before it sends anything again by its timer, more than a busy machine is late. */
const delayMs = 150;
const jitterMs = 30;
const seed = Number(process.env.SOCKETBED_SEED ?? 1);
/** Otherwise the kernel keeps small messages back while an earlier one has not left the machine: nothing to overtake. */
const sysctls = { 'net.ipv4.tcp_autocorking': '0' };

scenario('what is overtaken is read in order', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe({ sysctls })];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(server.container);
  const { client: socket, served } = await converse(client, listener, { noDelay: true });
  const tell = async () => {
    expect(await socket.send('first;')).toBeSent(6);
    expect(await socket.send('second;')).toBeSent(7);
    expect(await served.receive({ bytes: 13 })).toReceive('first;second;');
  };

  await act.control(tell);

  await act.fault(async () => {
    await settle(capture, socket);
    const payload = { offset: 0, bytes: Buffer.from('first').toString('base64') };
    const match = { direction: 'out', protocol: 'tcp', peerPort: port, payload } as const;
    await using _ = await inject(faults.delay({ delayMs, jitterMs, seed }, match), client.container);
    await tell();
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '6 bytes from client out of order');
    expect(wire).toNeverShow('RST', 'FIN');
  });

  await act.lifted(tell);
});
