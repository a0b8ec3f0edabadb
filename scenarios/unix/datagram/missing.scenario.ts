// Does a Unix datagram to a path without a file fail at once with ENOENT, where UDP would say nothing?
//
// Every send looks the path up anew: the sender notices, without a reply, when the receiver's file is gone.

import { expect, scenario } from 'socketbed/vitest';

scenario('a datagram to a missing path is not sent', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath();
  const receiver = await server.listen('unix-datagram', { path });
  const sender = client.unixDatagram();

  await act.control(async () => {
    expect(await sender.send('hello', { to: { path } })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('the file is removed', () => server.removeFile(path));
    expect(await sender.send('hello', { to: { path } })).toBeMissing({ code: 'ENOENT', syscall: 'sendto' });
  });

  await act.lifted(async () => {
    const again = await server.listen('unix-datagram', { path });
    expect(await sender.send('hello', { to: { path } })).toBeSent(5);
    expect(await again.receive()).toReceive('hello');
  });
});
