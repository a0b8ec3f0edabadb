// What does a client see of a server that ends the connection instead of greeting: the end, and no error?
//
// A FIN is good manners: receive gives nothing and no code. Servers that are full, or that do not like an address, do
// this. (A reset in the same place is tcp/reset/after-accept.)

import { expect, scenario } from 'socketbed/vitest';

scenario('a server that hangs up instead of greeting', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);
  const meet = async () => ({
    socket: await client.connect('tcp', listener.address),
    served: await listener.accept(),
  });

  const greet = async () => {
    const { socket, served } = await meet();
    expect(await served.send('welcome')).toBeSent(7);
    expect(await socket.receive()).toReceive('welcome');
    expect(await capture.wire({ of: socket })).toShow('SYN-ACK from server', '7 bytes from server');
  };

  await act.control(greet);

  await act.fault(async () => {
    const { socket, served } = await meet();
    const closed = await inject('the server closes', () => served.close());
    expect(closed ?? (await served.send('welcome'))).toBeDone();
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('SYN-ACK from server', 'FIN from server');
    expect(wire).toNeverShow('data', 'RST');
  });

  await act.lifted(greet);
});
