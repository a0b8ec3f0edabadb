// Does a program get altered bytes without any error when they change on the way, and the checksum with them?
//
// The checksum of UDP is made anew by each box that rewrites packets; what a faulty one has changed before that has a
// right checksum. Only a check of the protocol's own, end to end, can tell.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('bytes that change on the way are not noticed', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp');
  const { address } = service;
  const localPort = 'port' in address ? address.port : 0;
  const socket = await client.connect('udp', address);
  const [capture, sidecar] = await Promise.all([
    bed.capture(client.container),
    bed.sidecar(server.container),
  ]);
  const checksumErrors = async () => (await sidecar.kernelCounters()).UdpInCsumErrors;

  await act.control(async () => {
    expect(await socket.send('pay 100')).toBeSent(7);
    expect(await service.receive()).toReceive('pay 100');
  });

  await act.fault(async () => {
    const before = await checksumErrors();
    const match = { direction: 'in', protocol: 'udp', localPort } as const;
    await using _ = await inject(
      faults.corrupt({ offset: 4, bytes: Buffer.from('9') }, match),
      server.container,
    );
    expect(await socket.send('pay 100')).toBeSent(7);
    expect(await service.receive()).toReceive('pay 900');
    expect(await checksumErrors()).toBe(before);
    expect(await capture.wire()).toShow('7 bytes from client', '7 bytes from client', 'nothing');
  });

  await act.lifted(async () => {
    expect(await socket.send('pay 100')).toBeSent(7);
    expect(await service.receive()).toReceive('pay 100');
  });
});
