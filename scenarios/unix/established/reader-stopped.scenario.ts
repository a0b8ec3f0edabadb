// Is a client held up by a server that reads nothing, once the buffers are full, and goes on when it reads again?
//
// What the kernel keeps for the reader counts against the sender's SO_SNDBUF, some 200 KiB. Nobody is told anything: a
// non-blocking send gets EAGAIN, a blocking one waits for ever.

import { expect, scenario } from 'socketbed/vitest';
import { connection } from './connection.ts';

/** More than the kernel keeps. */
const message = 'x'.repeat(2 ** 20);
const heldUpMs = 300;

scenario('who writes to a stopped reader is held up', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream');
  const { client: socket, served } = await connection(client, listener);

  await act.control(async () => {
    expect(await socket.send('hello')).toBeSent(5);
    expect(await served.receive({ bytes: 5 })).toReceive('hello');
  });

  let keptBytes = 0;
  await act.fault(async () => {
    await inject('the server reads nothing', async () => {
      const outcome = await socket.send(message, { timeoutMs: heldUpMs });
      expect(outcome).toTimeOut({ syscall: 'send' });
      keptBytes = outcome.kind === 'timeout' ? (outcome.bytes ?? 0) : 0;
    });
    expect(await socket.send('more', { timeoutMs: heldUpMs })).toTimeOut({ syscall: 'send', bytes: 0 });
  });

  await act.lifted(async () => {
    const sending = socket.send('more');
    expect(await served.receive({ bytes: keptBytes })).toReceive(message.slice(0, keptBytes));
    expect(await sending).toBeSent(4);
    expect(await served.receive({ bytes: 4 })).toReceive('more');
  });
});
