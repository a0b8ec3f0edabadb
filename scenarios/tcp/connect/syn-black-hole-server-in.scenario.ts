// Does a client whose SYNs a firewall drops in front of the server get ETIMEDOUT, after all its tries?
//
// A dropping firewall, a security group, a wrong port forwarding. The kernel sends the SYN again and again, for two
// minutes by default: programs need a deadline of their own. This client has one retry and gives up after three seconds.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { shortTimers } from '../../short-timers.ts';

scenario('SYNs that are dropped before the server end in ETIMEDOUT', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe({ sysctls: shortTimers })]);
  const { address, container } = server;
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', address, 'hello')).toReply('HELLO');
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
  });

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: address.port });
    await using _ = await inject(fault, container);
    const outcome = await client.ask('tcp', address, 'hello');
    expect(outcome).toTimeOut({ code: 'ETIMEDOUT', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'SYN again', 'nothing');
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
