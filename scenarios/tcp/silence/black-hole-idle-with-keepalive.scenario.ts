// Does a client that only waits learn by keep-alive that its server cannot be reached any more?
//
// After a second of silence its kernel asks, twice, a second apart; then it says ETIMEDOUT and sends a reset. By default
// (7200 s, 75 s, 9) that takes more than two hours, and nobody asks unless the program has set SO_KEEPALIVE.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

const port = 9000;
/** Three seconds. */
const keepAlive = { idleSeconds: 1, intervalSeconds: 1, count: 2 };

scenario('keep-alive finds a black hole', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const { client: socket, served } = await converse(client, listener, { keepAlive });

  await act.control(async () => {
    expect(await socket.receive({ timeoutMs: 1500 })).toTimeOut({ syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('keep-alive from client', 'ACK from server');
  });

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server.container);
    expect(await socket.receive()).toTimeOut({ code: 'ETIMEDOUT', syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow(
      'keep-alive from client',
      'keep-alive from client',
      'RST from client',
      'nothing',
    );
    expect(await served.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
  });

  await act.lifted(async () => void (await converse(client, listener, { keepAlive })));
});
