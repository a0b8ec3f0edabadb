// What does a datagram socket get that sends without an address and without having connected: ENOTCONN?
//
// A UDP socket gets EDESTADDRREQ for the same mistake (local/udp/no-destination).

import { expect, scenario } from 'socketbed/vitest';

scenario('a datagram without an address goes nowhere', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const receiver = await server.listen('unix-datagram');
  const sender = client.unixDatagram();

  await act.control(async () => {
    expect(await sender.send('hello', { to: receiver.address })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const isLeftOut = await inject('the address is left out', () => true as const);
    const outcome = await sender.send('hello', isLeftOut ? {} : { to: receiver.address });
    expect(outcome).toBeClosed({ code: 'ENOTCONN', syscall: 'send' });
  });

  await act.lifted(async () => {
    expect(await sender.connect(receiver.address)).toBeConnected();
    expect(await sender.send('hello')).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });
});
