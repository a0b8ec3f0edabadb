// What does a connected Unix datagram socket get whose receiver has closed: ECONNREFUSED once, and ENOTCONN from then on?
//
// The kernel unties it at the first send. It does not find the receiver that has taken the path meanwhile: who logs
// to a restarted daemon has to connect again.

import { expect, scenario } from 'socketbed/vitest';

scenario('a receiver that is gone is refused once, then forgotten', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const path = server.newPath();
  const receiver = await server.listen('unix-datagram', { path });
  const sender = await client.connect('unix-datagram', { path });

  await act.control(async () => {
    expect(await sender.send('hello')).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('the receiver closes', () => receiver.close());
    expect(await sender.send('hello')).toBeRefused({ code: 'ECONNREFUSED', syscall: 'send' });
    expect(await sender.send('hello')).toBeClosed({ code: 'ENOTCONN', syscall: 'send' });
  });

  await act.lifted(async () => {
    await server.removeFile(path);
    const again = await server.listen('unix-datagram', { path });
    expect(await sender.connect({ path })).toBeConnected();
    expect(await sender.send('hello')).toBeSent(5);
    expect(await again.receive()).toReceive('hello');
  });
});
