// What does an IPv4 socket get that is asked to connect to an IPv6 address: EAFNOSUPPORT?
//
// The family is chosen with the socket. A program that makes it before it knows the address has chosen already.

import { expect, scenario } from 'socketbed/vitest';

scenario('an IPv4 socket knows no IPv6 address', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const { address } = await server.listen('tcp');
  const connect = (host: string) =>
    client.connect('tcp', { ...('port' in address ? address : { port: 0 }), host }, { family: 4 });

  await act.control(async () => {
    expect(await connect(server.container.host())).toBeConnected();
  });

  await act.fault(async () => {
    const host = await inject('the address is of the other family', () => '::1');
    const outcome = await connect(host ?? server.container.host());
    expect(outcome).toFail({ code: 'EAFNOSUPPORT', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await connect(server.container.host())).toBeConnected();
  });
});
