// Does a UDP send succeed although the datagram is lost on its way, and is nobody ever told?
//
// "Sent" means that the kernel took it. The same drop in the machine's own firewall is EPERM (udp/denied/own-firewall);
// behind the card nobody is left to tell.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const silenceMs = 300;

scenario('a datagram that is lost was sent all the same', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('udp'), bed.probe()]);
  const { address } = server;
  const socket = await client.connect('udp', address);
  const capture = await bed.capture(server.container);

  await act.control(async () => {
    expect(await socket.ask('hello')).toReply('HELLO');
    expect(await capture.wire()).toShow('5 bytes from client', '5 bytes from server');
  });

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'out', on: 'wire', protocol: 'udp', peerPort: address.port });
    await using _ = await inject(fault, client.container);
    expect(await socket.send('hello!')).toBeSent(6);
    expect(await socket.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    expect(await capture.wire()).toNeverShow('6 bytes');
  });

  await act.lifted(async () => {
    expect(await socket.ask('hello')).toReply('HELLO');
  });
});
