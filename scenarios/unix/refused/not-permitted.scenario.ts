// Does a client of another user get EACCES from a socket that only its owner may write to?
//
// The probe's listener has the mode that the umask gives it, 0755; to connect is to write.

import { expect, scenario } from 'socketbed/vitest';

/** The others are the image's own user. */
const stranger = '10002:10002';

scenario('a socket of another user is denied', async ({ bed, act, inject }) => {
  const [server, same, other] = await Promise.all([
    bed.probe({ networks: [] }),
    bed.probe(),
    bed.probe({ user: stranger }),
  ]);
  const { address } = await server.listen('unix-stream');

  await act.control(async () => {
    expect(await same.connect('unix-stream', address)).toBeConnected();
  });

  await act.fault(async () => {
    const client = (await inject('the client runs as another user', () => other)) ?? same;
    const outcome = await client.connect('unix-stream', address);
    expect(outcome).toBeDenied({ code: 'EACCES', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await same.connect('unix-stream', address)).toBeConnected();
  });
});
