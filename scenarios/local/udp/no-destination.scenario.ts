// What does a UDP socket get that sends without an address and without having connected: EDESTADDRREQ?
//
// A Unix datagram socket gets ENOTCONN for the same (unix/datagram/unconnected).

import { expect, scenario } from 'socketbed/vitest';

scenario('a datagram needs a destination', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const receiver = await server.listen('udp');
  const sender = client.udp();

  await act.control(async () => {
    expect(await sender.send('hello', { to: receiver.address })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const isLeftOut = await inject('the address is left out', () => true as const);
    const outcome = await sender.send('hello', isLeftOut ? {} : { to: receiver.address });
    expect(outcome).toFail({ code: 'EDESTADDRREQ', syscall: 'send' });
  });

  await act.lifted(async () => {
    expect(await sender.connect(receiver.address)).toBeConnected();
    expect(await sender.send('hello')).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });
});
