// Does a UDP program get a datagram twice that the network has doubled?
//
// A switch that floods, a retransmission below IP, two paths at once. TCP throws the second copy away; a program on UDP
// does the work twice unless it knows what it has done.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('a doubled datagram arrives twice', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp');
  const { address } = service;
  const peerPort = 'port' in address ? address.port : 0;
  const socket = await client.connect('udp', address);
  const capture = await bed.capture(server.container);

  await act.control(async () => {
    expect(await socket.send('hello')).toBeSent(5);
    expect(await service.receive()).toReceive('hello');
    expect(await capture.wire()).toNeverShow('data twice');
  });

  await act.fault(async () => {
    const fault = faults.duplicate({ direction: 'out', protocol: 'udp', peerPort });
    await using _ = await inject(fault, client.container);
    expect(await socket.send('once')).toBeSent(4);
    expect(await service.receive()).toReceive('once');
    expect(await service.receive()).toReceive('once');
    expect(await capture.wire()).toShow('4 bytes from client', '4 bytes from client twice');
  });

  await act.lifted(async () => {
    expect(await socket.send('hello')).toBeSent(5);
    expect(await service.receive()).toReceive('hello');
    expect(await socket.send('last')).toBeSent(4);
    expect(await service.receive()).toReceive('last');
  });
});
