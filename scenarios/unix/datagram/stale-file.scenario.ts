// Does a Unix datagram to the file of a closed receiver fail with ECONNREFUSED, at the send itself?
//
// The file outlives its socket. This is what a client of syslog gets while the daemon restarts.

import { expect, scenario } from 'socketbed/vitest';

scenario('a datagram to a stale file is refused', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath();
  const receiver = await server.listen('unix-datagram', { path });
  const sender = client.unixDatagram();

  await act.control(async () => {
    expect(await sender.send('hello', { to: { path } })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('the receiver closes', () => receiver.close());
    const outcome = await sender.send('hello', { to: { path } });
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'sendto' });
  });

  await act.lifted(async () => {
    await server.removeFile(path);
    const again = await server.listen('unix-datagram', { path });
    expect(await sender.send('hello', { to: { path } })).toBeSent(5);
    expect(await again.receive()).toReceive('hello');
  });
});
