// Does bind to port 0 fail with EADDRINUSE, and not EADDRNOTAVAIL, when no ephemeral port is left?
//
// The same lack has two names: here the kernel has to give a port without knowing for which peer.

import { expect, scenario } from 'socketbed/vitest';

const sysctls = { 'net.ipv4.ip_local_port_range': '40000 40003' };
const portCount = 4;

scenario('no free port is left to be bound', async ({ bed, act, inject }) => {
  const machine = await bed.probe({ sysctls });
  const bind = () => machine.listen('udp');
  const first = await bind();

  await act.control(async () => {
    expect(first).toBeBound();
  });

  await act.fault(async () => {
    await inject('every port is bound', async () => {
      for (let used = 1; used < portCount; used += 1) expect(await bind()).toBeBound();
    });
    expect(await bind()).toBeInUse({ code: 'EADDRINUSE', syscall: 'bind' });
  });

  await act.lifted(async () => {
    expect(await first.close()).toBeDone();
    expect(await bind()).toBeBound();
  });
});
