// Does a client that only waits, without keep-alive, ever learn that its server has gone while the line was cut?
//
// No: nothing is sent, so nothing can fail. The line comes back, the server runs again, and the client's kernel still has
// the connection as ESTABLISHED, for days if need be. Consumers of queues that "just stop" are this.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;
const silenceMs = 700;

scenario('who only waits is never told', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(client.container)];
  const { client: socket, served } = await converse(client, listener);

  await act.control(async () => {
    expect(await served.send('the news')).toBeSent(8);
    expect(await socket.receive()).toReceive('the news');
    await settle(capture, socket);
  });

  await act.fault(async () => {
    const cut = faults.drop({ direction: 'out', protocol: 'tcp', localPort: port });
    await using lineCut = await inject(cut, server.container);
    expect(await served.reset()).toBeDone();
    await lineCut?.lift();
    expect(await socket.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('8 bytes from server', 'silence 500 ms');
    expect(wire).toNeverShow('RST', 'FIN', 'keep-alive');
    expect(await sidecar.sockets({ peerPort: port, state: 'established' })).toHaveLength(1);
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
