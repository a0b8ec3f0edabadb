// What does a client get for ::1 where IPv6 is switched off: ECONNREFUSED, or that there is no such address?
//
// `localhost` is both ::1 and 127.0.0.1, and a server may have only one of them. Without IPv6 the address itself is
// missing.

import type { Probe } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const port = 9000;
const disabled = { 'net.ipv6.conf.all.disable_ipv6': '1' };
const enabled = { 'net.ipv6.conf.all.disable_ipv6': '0' };

scenario('without IPv6 there is no ::1', async ({ bed, act, inject }) => {
  const [both, v4] = await Promise.all([
    bed.probe({ sysctls: enabled, networks: [] }),
    bed.probe({ sysctls: disabled, networks: [] }),
  ]);
  const bind = (machine: Probe, host: string) => machine.tcp().bind({ host, port });

  await act.control(async () => {
    expect(await bind(both, '::1')).toBeBound();
  });

  await act.fault(async () => {
    const machine = (await inject('IPv6 is switched off', () => v4)) ?? both;
    expect(await bind(machine, '::1')).toBeUnavailable({ code: 'EADDRNOTAVAIL', syscall: 'bind' });
    const outcome = await machine.connect('tcp', { host: '::1', port });
    expect(outcome).toBeUnavailable({ code: 'EADDRNOTAVAIL', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await bind(v4, '127.0.0.1')).toBeBound();
  });
});
