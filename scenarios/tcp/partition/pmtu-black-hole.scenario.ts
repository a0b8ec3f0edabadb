// Does a way that swallows large packets, and says nothing, let small messages pass and hang on large ones?
//
// A tunnel with a smaller MTU behind a firewall that drops "fragmentation needed": the handshake works, a login works,
// the first page of data never comes. Everything behind the large message on the same connection waits with it.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, greet } from '../reset/conversation.ts';

const port = 9000;
const lengthOver = 1000;
const largeBytes = 4000;
/** Longer than the kernel's first retransmissions take, 200 ms and more. */
const patienceMs = 700;

scenario('large messages hang where small ones pass', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const large = Buffer.alloc(largeBytes, 'x');
  const open = await converse(client, listener);

  await act.control(async () => {
    expect(await open.client.send(large)).toBeSent(largeBytes);
    expect(await open.served.receive({ bytes: largeBytes })).toReceive(large);
  });

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: port, lengthOver });
    await using _ = await inject(fault, server.container);
    await greet(open);
    expect(await open.client.send(large)).toBeSent(largeBytes);
    const hung = await open.served.receive({ bytes: largeBytes, timeoutMs: patienceMs });
    expect(hung).toTimeOut({ syscall: 'recv' });
    expect(await capture.wire({ of: open.client })).toShow(
      '5 bytes from server',
      '1000+ bytes from client',
      'data from client again',
      'nothing',
    );
    const { client: anew } = await converse(client, listener);
    expect(await capture.wire({ of: anew })).toShow('SYN', 'SYN-ACK from server', '5 bytes from server');
  });

  await act.lifted(async () => {
    expect(await open.served.receive({ bytes: largeBytes })).toReceive(large);
    await greet(open);
  });
});
