// Is port 80 forbidden, by EACCES, to a server that is not root?
//
// Docker sets net.ipv4.ip_unprivileged_port_start to 0, so that it works in a container and fails on the host.

import { expect, scenario } from 'socketbed/vitest';

const port = 80;
const asOnHosts = { 'net.ipv4.ip_unprivileged_port_start': '1024' };

scenario('a privileged port is denied', async ({ bed, act, inject }) => {
  const [docker, host] = await Promise.all([bed.probe(), bed.probe({ sysctls: asOnHosts })]);

  await act.control(async () => {
    const listener = await docker.listen('tcp', { port });
    expect(listener).toListen();
    expect(await listener.close()).toBeDone();
  });

  await act.fault(async () => {
    const machine = (await inject('ports below 1024 are privileged', () => host)) ?? docker;
    expect(await machine.listen('tcp', { port })).toBeDenied({ code: 'EACCES', syscall: 'bind' });
  });

  await act.lifted(async () => {
    expect(await host.listen('tcp', { port: 1024 })).toListen();
  });
});
