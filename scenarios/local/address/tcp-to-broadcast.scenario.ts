// Does TCP to a broadcast address fail at once with ENETUNREACH, where UDP goes?
//
// A connection has one peer. There is a way there, as the datagram shows; the kernel has it for datagrams only.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;
/** The broadcast address of the loopback card. */
const host = '127.255.255.255';

scenario('no connection is made to many', async ({ bed, act, inject }) => {
  const machine = await bed.probe();
  const [listener, receiver] = [await machine.listen('tcp', { port }), await machine.listen('udp', { port })];

  await act.control(async () => {
    expect(listener).toListen();
    expect(await machine.udp({ broadcast: true }).send('hello', { to: { host, port } })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const many = await inject('the address is that of many', () => host);
    const socket = await machine.connect('tcp', { host: many ?? '127.0.0.1', port });
    expect(socket).toBeUnreachable({ code: 'ENETUNREACH', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await machine.connect('tcp', { host: '127.0.0.1', port })).toBeConnected();
  });
});
