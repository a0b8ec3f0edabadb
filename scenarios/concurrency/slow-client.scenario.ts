// Does a client that asks for much and reads nothing leave the other clients of a threading server undisturbed?

import { expect, scenario } from 'socketbed/vitest';

/** More than all buffers between the two ends hold. */
const stuffedBytes = 4 * 2 ** 20;
const smallBuffers = { sendBufferBytes: 16 * 2 ** 10, receiveBufferBytes: 16 * 2 ** 10 };

scenario('a client that does not read holds nobody up but itself', async ({ bed, act }) => {
  const [server, slow, quick] = await Promise.all([bed.service('tcp'), bed.probe(), bed.probe()]);

  await act.control(async () => {
    const socket = await slow.connect('tcp', server.address, smallBuffers);
    // The server echoes into a window that closes; then it stops reading, and then our buffer is full.
    const stuffed = await socket.send(Buffer.alloc(stuffedBytes), { timeoutMs: 1000 });
    expect(stuffed).toTimeOut({ syscall: 'send' });
    for (let message = 1; message <= 20; message += 1) {
      expect(await quick.ask('tcp', server.address, `hello ${message}`)).toReply(`HELLO ${message}`);
    }
  });
});
