// Is a broadcast denied, by EACCES, to a socket that has not asked for it with SO_BROADCAST?
//
// So that nobody calls everybody by mistake. It has nothing to do with users and rights.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;
/** The broadcast address of the loopback card. */
const to = { host: '127.255.255.255', port };

scenario('a broadcast has to be asked for', async ({ bed, act, inject }) => {
  const machine = await bed.probe();
  const receiver = await machine.listen('udp', { port });
  const send = (broadcast: boolean) => machine.udp({ broadcast }).send('hello', { to });

  await act.control(async () => {
    expect(await send(true)).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const isAskedFor = (await inject('SO_BROADCAST is not set', () => false)) ?? true;
    expect(await send(isAskedFor)).toBeDenied({ code: 'EACCES', syscall: 'sendto' });
  });

  await act.lifted(async () => {
    expect(await send(true)).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });
});
