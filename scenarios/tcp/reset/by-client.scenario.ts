// What does a server get whose client resets while it replies: ECONNRESET once, where it waits, and EPIPE after that?

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

/** Far more than the server's send buffer and the client's receive buffer: it is still sending at the reset. */
const replyBytes = 2 ** 20;
const sendBufferBytes = 16 * 2 ** 10;

scenario('a client that resets breaks the reply off', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { sendBufferBytes });
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    const sending = served.send(Buffer.alloc(replyBytes));
    expect(await socket.receive({ bytes: 1000 })).toReceive(Buffer.alloc(1000));
    const closed = await inject('the client resets', () => socket.reset());
    if (closed !== undefined) expect(closed).toBeDone();
    expect(await sending).toBeReset({ code: 'ECONNRESET', syscall: 'send' });
    expect(await served.send('more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('1000+ bytes from server', 'RST from client');
    expect(wire).toNeverShow('RST from server', 'FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
