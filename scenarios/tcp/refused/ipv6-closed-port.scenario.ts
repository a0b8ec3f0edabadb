// Does a closed port refuse over IPv6 as it does over IPv4, with a RST and ECONNREFUSED at once?
//
// A name with both kinds of address is tried over IPv6 first: a server that listens on 0.0.0.0 only is refused there,
// whatever its IPv4 side does.

import type { ProbeSocket } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a server of IPv4 only refuses over IPv6', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe({ ipv6: true }), await bed.probe({ ipv6: true })];
  const target = server.container.at(port, { family: 6 });
  const listener = await server.listen('tcp', { port, family: 6 });
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.connect('tcp', target)).toBeConnected();
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
  });

  let onIPv4: ProbeSocket | undefined;
  await act.fault(async () => {
    onIPv4 = await inject('the server listens on IPv4 only', async () => {
      await listener.close();
      return await server.listen('tcp', { port });
    });
    expect(await client.connect('tcp', target)).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
  });

  await act.lifted(async () => {
    await onIPv4?.close();
    expect(await server.listen('tcp', { port, family: 6 })).toListen();
    expect(await client.connect('tcp', target)).toBeConnected();
  });
});
