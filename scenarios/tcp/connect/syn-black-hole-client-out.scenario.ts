// Is a TCP client told nothing when a firewall on its own machine drops what it sends?
//
// UDP is: sendto fails with EPERM (udp/denied/own-firewall). TCP takes the drop for a loss and tries again, so that a
// program waits for its own firewall as it would for a server far away; on the wire there is no packet at all.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

/** Without a deadline it would be the kernel's two minutes. */
const patienceMs = 500;

scenario('the own firewall that drops is silent to TCP', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const { address } = server;
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', address, 'hello')).toReply('HELLO');
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
  });

  await act.fault(async () => {
    const begun = await capture.conversations({ transport: 'tcp' });
    const fault = faults.drop({ direction: 'out', protocol: 'tcp', peerPort: address.port });
    await using injected = await inject(fault, client.container);
    const outcome = await client.ask('tcp', address, 'hello', { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.conversations({ transport: 'tcp' })).toHaveLength(begun.length);
    expect((await injected?.counter())?.hit.packets).toBeGreaterThan(0);
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
