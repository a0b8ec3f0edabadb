// What does a client see of a server that stops reading: is it held up, without an error, until the server reads again?
//
// The server's kernel says that it has no room (window 0), the client's keeps what it has taken and asks now and then
// whether there is some. That may last for ever. A slow consumer, a stopped debugger, a lock held too long.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

/** More than both buffers, which the kernel doubles, hold together. */
const messageBytes = 128 * 2 ** 10;
/** The first probe of the window comes after 200 ms, the next ones twice as late each. */
const heldUpMs = 800;
/** Small buffers at both ends: the sooner they are full. */
const receiveBufferBytes = 8192;
const sendBufferBytes = 16 * 2 ** 10;

scenario('who writes to a stopped reader is held up', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { receiveBufferBytes });
  const capture = await bed.capture(client.container);
  const { client: socket, served } = await converse(client, listener, { sendBufferBytes });

  await act.control(async () => {
    const received = served.receive({ bytes: messageBytes });
    expect(await socket.send(Buffer.alloc(messageBytes))).toBeSent(messageBytes);
    expect(await received).toReceive(Buffer.alloc(messageBytes));
  });

  let heldBytes = 0;
  await act.fault(async () => {
    const isStopped = await inject('the server stops reading', () => true as const);
    if (!isStopped) void served.receive({ bytes: messageBytes });
    const outcome = await socket.send(Buffer.alloc(messageBytes), { timeoutMs: heldUpMs });
    expect(outcome).toTimeOut({ syscall: 'send' });
    heldBytes = outcome.kind === 'timeout' ? (outcome.bytes ?? 0) : 0;
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('zero window from server', 'window probe from client', 'ACK from server');
    expect(wire).toNeverShow('RST', 'FIN');
  });

  await act.lifted(async () => {
    const sending = socket.send('the end');
    expect(await served.receive({ bytes: heldBytes + 7 })).toReceive();
    expect(await sending).toBeSent(7);
    expect(await capture.wire({ of: socket })).toShow('window probe from client', 'window open from server');
  });
});
