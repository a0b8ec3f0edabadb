// Does a name that gets an IPv6 address too break a server that listens on IPv4 only?
//
// The IPv6 address comes first, so that is where a program goes that takes the first one: the usual reason why
// `localhost` refuses while 127.0.0.1 answers. Programs that try all addresses in turn are not hurt.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('the IPv6 address of a name comes first', async ({ bed, act, inject }) => {
  const [dns, server] = await Promise.all([bed.service('dns', { ipv6: true }), bed.probe({ ipv6: true })]);
  const client = await bed.probe({ ipv6: true, dns: [dns.container.host()] });
  const [ipv4, ipv6] = [server.container.host(), server.container.host({ family: 6 })];
  const single = `${ipv4}.good.test`;
  const dual = `${ipv6.replaceAll(':', '-')}.${single}`;
  const capture = await bed.capture(server.container);
  const listener = await server.listen('tcp', { port });

  await act.control(async () => {
    expect(await client.connect('tcp', { host: single, port })).toBeConnected();
    expect(await capture.wire({ transport: 'tcp' })).toShow('SYN', `SYN-ACK from ${ipv4}`);
  });

  await act.fault(async () => {
    const host = (await inject('the name has an IPv6 address too', () => dual)) ?? single;
    expect(await client.connect('tcp', { host, port })).toBeRefused({ code: 'ECONNREFUSED' });
    expect(await capture.wire({ transport: 'tcp' })).toShow('SYN', `RST from ${ipv6}`);
    const outcome = await client.lookup(host);
    expect(outcome).toMatchObject({ addresses: [expect.stringContaining(':'), ipv4] });
  });

  await act.lifted(async () => {
    await listener.close();
    expect(await server.listen('tcp', { port, family: 6 })).toListen();
    expect(await client.connect('tcp', { host: dual, port })).toBeConnected();
    expect(await client.connect('tcp', { host: single, port })).toBeConnected();
  });
});
