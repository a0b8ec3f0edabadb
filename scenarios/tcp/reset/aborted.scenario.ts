// What does a server get in the middle of a reply when its own machine aborts the connection: ECONNABORTED at send?
//
// WinError 10053 of the original's error note 1: software caused connection abort. The client has the bytes that came
// before, and then a reset.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

const port = 9000;
/** Far more than the buffers of both ends: the server is still sending when it happens. */
const replyBytes = 2 ** 20;

scenario('an abort by its own machine ends a reply half-way', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port, sendBufferBytes: 16 * 2 ** 10 });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(server.container)];

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    const sending = served.send(Buffer.alloc(replyBytes));
    expect(await socket.receive({ bytes: 1000 })).toReceive(Buffer.alloc(1000));
    await inject("the server's machine aborts the connection", () =>
      sidecar.destroySockets({ protocol: 'tcp', localPort: port, state: 'established' }),
    );
    expect(await sending).toBeAborted({ code: 'ECONNABORTED', syscall: 'send' });
    expect(await socket.receive({ untilEnd: true })).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('1000+ bytes from server', 'RST from server');
    expect(wire).toNeverShow('RST from client', 'FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
