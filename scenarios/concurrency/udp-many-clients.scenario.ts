// Does each of many UDP sockets in several containers get its own reply, and never another's?

import { expect, scenario } from 'socketbed/vitest';

const perClient = 50;

scenario('udp replies are never crossed', async ({ bed, act }) => {
  const [server, clients] = await Promise.all([bed.service('udp'), bed.probes(4)]);

  await act.control(async () => {
    const replies = await Promise.all(
      clients.flatMap((client, number) =>
        Array.from({ length: perClient }, async (_, index) => {
          const socket = await client.listen('udp');
          const message = `client ${number} socket ${index}`;
          await socket.send(message, { to: server.address });
          return { message, reply: await socket.receive() };
        }),
      ),
    );
    for (const { message, reply } of replies) expect(reply).toReceive(message.toUpperCase());
  });
});
