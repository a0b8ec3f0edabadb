// Does a client see the same silence when the server has got its SYN, and only the answer is lost?
//
// The way back is broken: asymmetric routing, a firewall that lost its state. From the client it cannot be told from a
// SYN that was dropped; on the server half a connection waits. The deadline is the client's own.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const patienceMs = 500;

scenario('a SYN-ACK that is lost leaves half a connection', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const { address, container } = server;
  const [capture, sidecar] = await Promise.all([bed.capture(client.container), bed.sidecar(container)]);
  const half = () => sidecar.sockets({ localPort: address.port, state: 'syn-recv' });

  await act.control(async () => {
    expect(await client.ask('tcp', address, 'hello')).toReply('HELLO');
    expect(await half()).toHaveLength(0);
  });

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'out', protocol: 'tcp', localPort: address.port });
    await using _ = await inject(fault, container);
    const outcome = await client.ask('tcp', address, 'hello', { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'nothing');
    expect(await half()).toHaveLength(1);
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
