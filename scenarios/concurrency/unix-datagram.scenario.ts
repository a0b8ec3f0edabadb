// Does each of many Unix datagram sockets in several containers get its own reply through the shared volume?

import { expect, scenario } from 'socketbed/vitest';

const perClient = 10;

scenario('unix datagrams cross containers and find their way back', async ({ bed, act }) => {
  const [server, clients] = await Promise.all([
    bed.service('unix', { networks: [] }),
    bed.probes(3, { networks: [] }),
  ]);

  await act.control(async () => {
    await Promise.all(
      clients.map(async (client, number) => {
        // One after the other: the server's queue holds eleven, and one more would be turned away (EAGAIN).
        for (let index = 0; index < perClient; index += 1) {
          // With a name of its own, or the server could not answer.
          const socket = await client.listen('unix-datagram');
          const message = `client ${number} socket ${index}`;
          expect(await socket.send(message, { to: server.paths.datagram })).toBeSent(message.length);
          expect(await socket.receive()).toReceive(message.toUpperCase());
        }
      }),
    );
  });
});
