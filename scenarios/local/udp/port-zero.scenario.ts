// Does a datagram to port 0 fail with EINVAL, where TCP to port 0 is refused by the other side?
//
// Port 0 means "any" to bind; as a destination it is what an unset variable looks like.

import { expect, scenario } from 'socketbed/vitest';

scenario('nobody has port 0', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const receiver = await server.listen('udp');
  const { address } = receiver;
  const sender = client.udp();

  await act.control(async () => {
    expect(await sender.send('hello', { to: address })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const unset = await inject('the port is 0', () => server.container.at(0));
    const outcome = await sender.send('hello', { to: unset ?? address });
    expect(outcome).toFail({ code: 'EINVAL', syscall: 'sendto' });
    const refused = { code: 'ECONNREFUSED', syscall: 'connect' };
    expect(await client.connect('tcp', unset ?? address)).toBeRefused(refused);
  });

  await act.lifted(async () => {
    expect(await sender.send('hello', { to: address })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });
});
