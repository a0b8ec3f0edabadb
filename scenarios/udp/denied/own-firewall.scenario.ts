// Does a UDP send fail with EPERM when a firewall on the own machine drops the datagram?
//
// The kernel tells a sender of datagrams what the local filter did, as it does not tell TCP
// (tcp/connect/syn-black-hole-client-out). No right is missing to the program, whatever "operation not permitted" says.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('the own firewall that drops is EPERM to UDP', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('udp'), bed.probe()]);
  const { address } = server;
  const [connected, free] = [await client.connect('udp', address), client.udp()];
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await connected.ask('hello')).toReply('HELLO');
    expect(await capture.wire()).toShow('5 bytes from client', '5 bytes from server');
  });

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'out', protocol: 'udp', peerPort: address.port });
    await using _ = await inject(fault, client.container);
    const [told, freed] = [await connected.send('hello!'), await free.send('hello!', { to: address })];
    expect(told).toBeDenied({ code: 'EPERM', syscall: 'send' });
    expect(freed).toBeDenied({ code: 'EPERM', syscall: 'sendto' });
    expect(await capture.wire()).toNeverShow('6 bytes');
  });

  await act.lifted(async () => {
    expect(await connected.ask('hello')).toReply('HELLO');
  });
});
