// Does a UDP socket that forbids fragments get EMSGSIZE for a datagram that the way is too narrow for?
//
// QUIC, DNS and VPNs forbid them, for routers lose fragments; a tunnel on the way then takes the last 80 bytes. Without
// that wish the kernel cuts the datagram in pieces, the other end puts them together, and one lost piece loses it all.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const bytes = 1400;
const mtuBytes = 1000;
const message = Buffer.alloc(bytes, 'a');

scenario('a datagram that must stay whole is too long for a narrow way', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp');
  const whole = await client.connect('udp', service.address, { dontFragment: true });
  const cut = await client.connect('udp', service.address);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await whole.send(message)).toBeSent(bytes);
    expect(await service.receive()).toReceive(message);
  });

  await act.fault(async () => {
    await using _ = await inject(faults.mtu(mtuBytes, server.container.host()), client.container);
    expect(await whole.send(message)).toBeTooLong({ code: 'EMSGSIZE', syscall: 'send' });
    expect(await cut.send(message)).toBeSent(bytes);
    expect(await service.receive()).toReceive(message);
    expect(await capture.wire({ of: cut })).toShow('fragment from client');
    expect(await capture.wire({ of: whole })).toNeverShow('fragment');
  });

  await act.lifted(async () => {
    expect(await whole.send(message)).toBeSent(bytes);
    expect(await service.receive()).toReceive(message);
  });
});
