// Can a server bind an address that its machine does not have?
//
// EADDRNOTAVAIL. The server that binds its public address is the usual case, in a container or behind NAT: that address
// is the router's.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;
/** For documentation only (RFC 5737): nobody has it. */
const strange = '192.0.2.1';

scenario('an address of another machine cannot be bound', async ({ bed, act, inject }) => {
  const machine = await bed.probe();
  const bind = (host: string) => machine.tcp().bind({ host, port });

  await act.control(async () => {
    expect(await bind(machine.container.host())).toBeBound();
  });

  await act.fault(async () => {
    const host = await inject('the address is not one of this machine', () => strange);
    const outcome = await bind(host ?? '127.0.0.1');
    expect(outcome).toBeUnavailable({ code: 'EADDRNOTAVAIL', syscall: 'bind' });
  });

  await act.lifted(async () => {
    expect(await bind('0.0.0.0')).toBeBound();
  });
});
