// Does a UDP socket that is not connected hear nothing at all when nobody has the port it sends to?
//
// The same ICMP arrives as for a connected one; the kernel has no peer to match it with. With IP_RECVERR it tells.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;
/** Long enough for an ICMP that would come in a millisecond. */
const silenceMs = 500;

scenario('a closed port is silent to an unconnected socket', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const target = server.container.at(port);
  const service = await server.listen('udp', { port });
  const capture = await bed.capture(client.container);
  const [plain, told] = [await client.listen('udp'), await client.listen('udp', { receiveErrors: true })];

  await act.control(async () => {
    expect(await plain.send('hello', { to: target })).toBeSent(5);
    expect(await service.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('the socket is closed', () => service.close());
    expect(await plain.send('hello', { to: target })).toBeSent(5);
    expect(await plain.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire();
    expect(wire).toShow('5 bytes from client', '5 bytes from client', 'ICMP port-unreachable from server');
    expect(await told.send('hello', { to: target })).toBeSent(5);
    expect(await told.receive()).toBeRefused({ code: 'ECONNREFUSED', syscall: 'recv' });
    expect(await capture.wire()).toShow('5 bytes from client', 'ICMP port-unreachable from server');
  });

  await act.lifted(async () => {
    const again = await server.listen('udp', { port });
    expect(await plain.send('hello', { to: target })).toBeSent(5);
    expect(await again.receive()).toReceive('hello');
  });
});
