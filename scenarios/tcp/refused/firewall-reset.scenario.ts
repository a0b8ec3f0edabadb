// Does a firewall that answers SYNs with a RST look to a client just like a port on which nobody listens?

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('a firewall refuses as a closed port does', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const { host, port } = server.address;
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', { host, port }, 'hello')).toReply('HELLO');
    expect(await capture.wire()).toShow(
      'SYN',
      'SYN-ACK from server',
      '5 bytes from client',
      '5 bytes from server',
    );
  });

  await act.fault(async () => {
    const fault = faults.reject('tcp-reset', { direction: 'in', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server.container);
    const outcome = await client.ask('tcp', { host, port }, 'hello');
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', { host, port }, 'hello')).toReply('HELLO');
  });
});
