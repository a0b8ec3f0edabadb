// Does a UDP program get datagrams in the order in which they arrive, and not in the one in which they were sent?
//
// Two ways of different length, a load balancer, a retransmission below IP: the second overtakes the first. TCP puts them
// in order; on UDP the last word may be an old one.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

/** More than a busy machine lies between two sends. */
const delayMs = 300;

scenario('a datagram that is held up is overtaken', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp');
  const { address } = service;
  const peerPort = 'port' in address ? address.port : 0;
  const socket = await client.connect('udp', address);
  const capture = await bed.capture(server.container);
  const exchange = async (...expected: readonly string[]) => {
    expect(await socket.send('first')).toBeSent(5);
    expect(await socket.send('second')).toBeSent(6);
    for (const message of expected) expect(await service.receive()).toReceive(message);
  };

  await act.control(async () => {
    await exchange('first', 'second');
    expect(await capture.wire()).toShow('5 bytes from client', '6 bytes from client');
  });

  await act.fault(async () => {
    const payload = { offset: 0, bytes: Buffer.from('first').toString('base64') };
    const match = { direction: 'out', protocol: 'udp', peerPort, payload } as const;
    await using _ = await inject(faults.delay({ delayMs }, match), client.container);
    await exchange('second', 'first');
    expect(await capture.wire()).toShow('6 bytes from client', '6 bytes from client', '5 bytes from client');
  });

  await act.lifted(async () => {
    await exchange('first', 'second');
  });
});
