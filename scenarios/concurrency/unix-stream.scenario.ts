// Are clients in containers of their own served at once by a Unix stream server in another, through the shared volume?

import { expect, scenario } from 'socketbed/vitest';

scenario('unix streams cross containers on a volume', async ({ bed, act }) => {
  // No network at all: the volume is the only thing that they share.
  const [server, clients] = await Promise.all([
    bed.service('unix', { networks: [] }),
    bed.probes(3, { networks: [] }),
  ]);

  await act.control(async () => {
    const { stream } = server.paths;
    const sockets = await Promise.all(clients.map((client) => client.connect('unix-stream', stream)));
    for (const socket of sockets) expect(socket).toBeConnected();
    for (const [index, socket] of [...sockets.entries()].reverse()) {
      expect(await socket.ask(`hello from ${index}`)).toReply(`HELLO FROM ${index}`);
    }
  });
});
