// Does a serial server make its clients wait, and serve them in the order in which they connected?
//
// Each is connected and has sent its message long before its turn: the kernel accepts for the program. Whether a
// connection is served, connect does not say.

import { expect, scenario } from 'socketbed/vitest';

/** How long a client of a busy serial server is watched getting nothing. */
const watchedMs = 300;

scenario('a serial server serves one after the other, in order', async ({ bed, act }) => {
  const [server, clients] = await Promise.all([bed.service('tcp', { concurrency: 'serial' }), bed.probes(4)]);

  await act.control(async () => {
    const sockets = [];
    for (const [index, client] of clients.entries()) {
      const socket = await client.connect('tcp', server.address);
      expect(socket).toBeConnected();
      expect(await socket.send(`hello ${index}`)).toBeSent(7);
      sockets.push(socket);
    }
    for (const [index, socket] of sockets.entries()) {
      expect(await socket.receive({ bytes: 7 })).toReceive(`HELLO ${index}`);
      // The server is this client's until it closes; the next in line waits.
      const next = sockets[index + 1];
      if (next !== undefined)
        expect(await next.receive({ timeoutMs: watchedMs })).toTimeOut({ syscall: 'recv' });
      expect(await socket.close()).toBeDone();
    }
  });
});
