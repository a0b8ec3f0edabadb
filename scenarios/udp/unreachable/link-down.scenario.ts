// Does a UDP send fail with ENETUNREACH, at once, on a machine whose own link is down?
//
// The one time that UDP says at the send itself that nothing will arrive: the routes go with the link. A connected
// socket is told as well, for each datagram looks for its way anew.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('a machine whose link is down cannot send', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('udp'), bed.probe()]);
  const { address } = server;
  const [connected, free] = [await client.connect('udp', address), client.udp()];
  const capture = await bed.capture(server.container);

  await act.control(async () => {
    expect(await connected.ask('hello')).toReply('HELLO');
    expect(await capture.wire()).toShow('5 bytes from client', '5 bytes from server');
  });

  await act.fault(async () => {
    await using _ = await inject(faults.linkDown(), client.container);
    const [told, freed] = [await connected.send('hello!'), await free.send('hello!', { to: address })];
    expect(told).toBeUnreachable({ code: 'ENETUNREACH', syscall: 'send' });
    expect(freed).toBeUnreachable({ code: 'ENETUNREACH', syscall: 'sendto' });
    expect(await capture.wire()).toNeverShow('6 bytes');
  });

  await act.lifted(async () => {
    expect(await connected.ask('hello')).toReply('HELLO');
  });
});
