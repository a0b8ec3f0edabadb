// Does a client get ECONNREFUSED, at once, from a port on which nobody listens any more?
//
// The kernel answers the SYN with a RST; no program has a part in it.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a port on which nobody listens refuses the connection', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const target = server.container.at(port);
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.connect('tcp', target)).toBeConnected();
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server', 'ACK from client');
  });

  await act.fault(async () => {
    await inject('the listener closes', () => listener.close());
    expect(await client.connect('tcp', target)).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
  });

  await act.lifted(async () => {
    expect(await server.listen('tcp', { port })).toListen();
    expect(await client.connect('tcp', target)).toBeConnected();
  });
});
