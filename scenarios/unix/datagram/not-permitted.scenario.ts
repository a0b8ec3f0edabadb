// Does a datagram of another user get EACCES from a socket that only its owner may write to?
//
// The mode is that of the umask, 0755. What another user may send to needs the w for others, as /dev/log has it.

import { expect, scenario } from 'socketbed/vitest';

/** The others are the image's own user. */
const stranger = '10002:10002';

scenario('a datagram of another user is denied', async ({ bed, act, inject }) => {
  const [server, same, other] = await Promise.all([
    bed.probe({ networks: [] }),
    bed.probe(),
    bed.probe({ user: stranger }),
  ]);
  const receiver = await server.listen('unix-datagram');
  const { address: to } = receiver;

  await act.control(async () => {
    expect(await same.unixDatagram().send('hello', { to })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    const client = (await inject('the client runs as another user', () => other)) ?? same;
    const outcome = await client.unixDatagram().send('hello', { to });
    expect(outcome).toBeDenied({ code: 'EACCES', syscall: 'sendto' });
  });

  await act.lifted(async () => {
    expect(await same.unixDatagram().send('hello', { to })).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });
});
