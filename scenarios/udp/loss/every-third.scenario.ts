// Does a UDP program lose exactly the datagrams that the network loses, and keep the others in their order?
//
// TCP would send them again and be late. A protocol on UDP has to number its messages to notice at all.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('every third datagram is lost', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp');
  const { address } = service;
  const port = 'port' in address ? address.port : 0;
  const socket = await client.connect('udp', address);
  const capture = await bed.capture(client.container);
  const exchange = async (numbers: readonly number[], expected: readonly number[]) => {
    for (const number of numbers) expect(await socket.send(`number ${number}`)).toBeSent(8);
    for (const number of expected) expect(await service.receive()).toReceive(`number ${number}`);
  };

  await act.control(async () => {
    await exchange([1, 2, 3], [1, 2, 3]);
  });

  await act.fault(async () => {
    const fault = faults.lose({ every: 3 }, { direction: 'in', protocol: 'udp', localPort: port });
    await using injected = await inject(fault, server.container);
    await exchange([1, 2, 3, 4, 5, 6, 7], [1, 2, 4, 5, 7]);
    expect((await injected?.counter())?.hit.packets).toBe(2);
    const wire = await capture.wire();
    expect(wire).toShow(...Array.from({ length: 10 }, () => '8 bytes from client'));
    expect(wire).toNeverShow('ICMP');
  });

  await act.lifted(async () => {
    await exchange([1, 2, 3], [1, 2, 3]);
  });
});
