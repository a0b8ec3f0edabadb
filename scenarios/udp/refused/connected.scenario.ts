// Is a connected UDP socket told, by ECONNREFUSED, that nobody has the port it sends to?
//
// The kernel answers with ICMP "port unreachable", which reaches only sockets that are connected. It is told once.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a closed port refuses a connected socket', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const target = server.container.at(port);
  const service = await server.listen('udp', { port });
  const socket = await client.connect('udp', target);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await socket.send('hello')).toBeSent(5);
    expect(await service.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('the socket is closed', () => service.close());
    expect(await socket.send('hello')).toBeSent(5);
    expect(await socket.receive()).toBeRefused({ code: 'ECONNREFUSED', syscall: 'recv' });
    const wire = await capture.wire();
    expect(wire).toShow('5 bytes from client', '5 bytes from client', 'ICMP port-unreachable from server');
  });

  await act.lifted(async () => {
    const again = await server.listen('udp', { port });
    expect(await socket.send('hello')).toBeSent(5);
    expect(await again.receive()).toReceive('hello');
  });
});
