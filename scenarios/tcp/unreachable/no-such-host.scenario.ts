// Does connect fail with EHOSTUNREACH when nobody on the own network has the address?
//
// The kernel asks by ARP who has it, three times with a second between, and gives up before the first SYN has left. The
// machine may be off, or the address mistyped. "No route to host" takes three seconds here and is no matter of routes.

import { expect, scenario } from 'socketbed/vitest';

scenario('an address that nobody has says EHOSTUNREACH', async ({ bed, act, inject }) => {
  // Who has spoken with a machine knows its card, and does not ask. The name of its own makes the client a new one.
  const [server, other, client] = await Promise.all([
    bed.probe(),
    bed.probe(),
    bed.probe({ aliases: ['newcomer'] }),
  ]);
  const { address } = await server.listen('tcp');
  const capture = await bed.capture(client.container);
  const neighbours = { transport: 'arp', ends: [server.container.host()] } as const;

  await act.control(async () => {
    expect(await other.connect('tcp', address)).toBeConnected();
  });

  await act.fault(async () => {
    await inject("the server's card is taken away", () => server.container.disconnect());
    const outcome = await client.connect('tcp', address);
    expect(outcome).toBeUnreachable({ code: 'EHOSTUNREACH', syscall: 'connect' });
    const wire = await capture.wire(neighbours);
    expect(wire).toShow('ARP who-has', 'ARP who-has', 'ARP who-has', 'nothing');
    expect(await capture.conversations({ transport: 'tcp' })).toHaveLength(0);
  });

  await act.lifted(async () => {
    await server.container.reconnect();
    // Not by an answer to its question, perhaps: the engine has announced the card that came.
    expect(await client.connect('tcp', address)).toBeConnected();
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
  });
});
