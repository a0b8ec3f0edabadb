// What does a client get whose packets have too few hops left for the way: EHOSTUNREACH, from the router?
//
// The router answers with ICMP time-exceeded (11/0). A routing loop looks like this, and a TTL that a tunnel or a proxy
// has set too low. The way here leads through a third machine that forwards.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const port = 9000;
const forwards = { 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.all.send_redirects': '0' };

scenario('a packet without hops left dies at the router', async ({ bed, act, inject }) => {
  const [server, client, router] = await Promise.all([
    bed.probe(),
    bed.probe(),
    bed.probe({ sysctls: forwards }),
  ]);
  const target = server.container.at(port);
  await server.listen('tcp', { port });
  await bed.inject(faults.detour(target.host, router.container.host()), client.container);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.connect('tcp', target)).toBeConnected();
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
  });

  await act.fault(async () => {
    const fault = faults.ttl(1, { direction: 'out', protocol: 'tcp', peerPort: port });
    await using _ = await inject(fault, client.container);
    const socket = await client.connect('tcp', target);
    expect(socket).toBeUnreachable({ code: 'EHOSTUNREACH', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', `ICMP ttl-exceeded from ${router.container.host()}`);
  });

  await act.lifted(async () => {
    expect(await client.connect('tcp', target)).toBeConnected();
  });
});
