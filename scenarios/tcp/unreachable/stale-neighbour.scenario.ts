// Is a neighbour that has just gone a black hole, and not EHOSTUNREACH, to a client that still knows its card?
//
// The client's ARP entry is good for half a minute and more, so that SYNs go to a card that is no longer there. A server
// that was unplugged a moment ago looks like a firewall that drops, until the entry expires. The deadline is the client's
// own; the kernel would go on for two minutes.

import { expect, scenario } from 'socketbed/vitest';

const patienceMs = 500;

scenario('a neighbour that has just gone is a black hole', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const { address } = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.connect('tcp', address)).toBeConnected();
  });

  await act.fault(async () => {
    await inject("the server's card is taken away", () => server.container.disconnect());
    const outcome = await client.connect('tcp', address, { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'nothing');
  });

  await act.lifted(async () => {
    await server.container.reconnect();
    expect(await client.connect('tcp', address)).toBeConnected();
  });
});
