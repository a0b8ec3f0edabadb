// Can a client connect twice from one port to the same server?
//
// The second connection would have the same two addresses and ports, and no packet could be told from the other's. To
// another port of the server it may.

import { expect, scenario } from 'socketbed/vitest';

const port = 9001;

scenario('one port is one connection to one peer', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const [target, other] = [(await server.listen('tcp')).address, (await server.listen('tcp')).address];
  const [first, second] = [client.tcp(), client.tcp()];

  await act.control(async () => {
    expect(await first.bind({ host: '0.0.0.0', port })).toBeBound();
    expect(await second.bind({ host: '0.0.0.0', port })).toBeBound();
  });

  await act.fault(async () => {
    await inject('the port is connected already', () => first.connect(target));
    const outcome = await second.connect(target);
    expect(outcome).toBeUnavailable({ code: 'EADDRNOTAVAIL', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await second.connect(other)).toBeConnected();
  });
});
