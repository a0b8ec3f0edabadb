// Does a client get EADDRNOTAVAIL when all of its ephemeral ports are connected to one server, and only for that server?
//
// A connection is two addresses and two ports. Four ports give four connections to one target, and four more to the
// next. Busy proxies meet it with 28,000, the default, and with those that wait in TIME_WAIT.

import { expect, scenario } from 'socketbed/vitest';

const sysctls = { 'net.ipv4.ip_local_port_range': '40000 40003' };
const portCount = 4;

scenario('no free port is left to connect from', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe({ sysctls })]);
  const [target, other] = [(await server.listen('tcp')).address, (await server.listen('tcp')).address];
  const first = await client.connect('tcp', target);

  await act.control(async () => {
    expect(first).toBeConnected();
  });

  await act.fault(async () => {
    await inject('every port is connected', async () => {
      for (let used = 1; used < portCount; used += 1)
        expect(await client.connect('tcp', target)).toBeConnected();
    });
    const outcome = await client.connect('tcp', target);
    expect(outcome).toBeUnavailable({ code: 'EADDRNOTAVAIL', syscall: 'connect' });
    expect(await client.connect('tcp', other)).toBeConnected();
  });

  await act.lifted(async () => {
    // With a FIN the port would stay in TIME_WAIT for a minute.
    expect(await first.reset()).toBeDone();
    expect(await client.connect('tcp', target)).toBeConnected();
  });
});
