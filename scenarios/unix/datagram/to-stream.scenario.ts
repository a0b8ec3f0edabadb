// What does a datagram get that is sent to a stream socket: EPROTOTYPE?
//
// A path does not tell which kind of socket it is, and a log socket may be either.

import { expect, scenario } from 'socketbed/vitest';

scenario('a datagram cannot be sent to a stream socket', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const [receiver, stream] = [await server.listen('unix-datagram'), await server.listen('unix-stream')];
  const sender = client.unixDatagram();

  await act.control(async () => {
    expect(await sender.send('hello', { to: receiver.address })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const wrong = await inject('the path is that of a stream socket', () => stream);
    const outcome = await sender.send('hello', { to: (wrong ?? receiver).address });
    expect(outcome).toFail({ code: 'EPROTOTYPE', syscall: 'sendto' });
  });

  await act.lifted(async () => {
    expect(await sender.send('hello', { to: receiver.address })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });
});
