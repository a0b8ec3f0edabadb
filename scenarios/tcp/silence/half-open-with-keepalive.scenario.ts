// Does keep-alive find out that the server has forgotten the connection, though the client never sends?
//
// The first question, after a second of silence here, is answered by a reset: ECONNRESET, and not ETIMEDOUT as when
// nobody answers.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;
const keepAlive = { idleSeconds: 1, intervalSeconds: 1, count: 2 };

scenario('keep-alive finds a forgotten connection', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener, { keepAlive })));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener, { keepAlive });
    await settle(capture, socket);
    await inject('the server forgets the connection while nothing gets out', async () => {
      const cut = faults.drop({ direction: 'out', protocol: 'tcp', localPort: port });
      await using _ = await bed.inject(cut, server.container);
      await served.reset();
    });
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('keep-alive from client', 'RST from server');
  });

  await act.lifted(async () => void (await converse(client, listener, { keepAlive })));
});
