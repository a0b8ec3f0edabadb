// Is a connected UDP socket told over IPv6, too, that nobody has the port it sends to?
//
// ICMPv6 1/4 instead of ICMP 3/3, with the same ECONNREFUSED.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a closed port refuses a connected socket over IPv6', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe({ ipv6: true }), await bed.probe({ ipv6: true })];
  const service = await server.listen('udp', { port, family: 6 });
  const socket = await client.connect('udp', service.address);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await socket.send('hello')).toBeSent(5);
    expect(await service.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('the socket is closed', () => service.close());
    expect(await socket.send('hello')).toBeSent(5);
    expect(await socket.receive()).toBeRefused({ code: 'ECONNREFUSED', syscall: 'recv' });
    expect(await capture.wire()).toShow('5 bytes from client', 'ICMP port-unreachable from server');
  });

  await act.lifted(async () => {
    const again = await server.listen('udp', { port, family: 6 });
    expect(await socket.send('hello')).toBeSent(5);
    expect(await again.receive()).toReceive('hello');
  });
});
