// Is the longest Unix datagram as long as the sender's SO_SNDBUF less 32 bytes, and a longer one an EMSGSIZE?
//
// The limit is the sender's and not the way's: with a larger buffer the same datagram goes.

import { expect, scenario } from 'socketbed/vitest';

/** SO_SNDBUF, which the kernel doubles. */
const sendBufferBytes = 16 * 2 ** 10;
const datagramBytesMax = 2 * sendBufferBytes - 32;

scenario('a datagram that is longer than the send buffer is too long', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const receiver = await server.listen('unix-datagram');
  const sender = await client.connect('unix-datagram', receiver.address, { sendBufferBytes });

  await act.control(async () => {
    expect(await sender.send(Buffer.alloc(datagramBytesMax))).toBeSent(datagramBytesMax);
    expect(await receiver.receive()).toReceive(Buffer.alloc(datagramBytesMax));
  });

  await act.fault(async () => {
    const bytes = datagramBytesMax + ((await inject('one byte more', () => 1)) ?? 0);
    const outcome = await sender.send(Buffer.alloc(bytes));
    expect(outcome).toBeTooLong({ code: 'EMSGSIZE', syscall: 'send' });
  });

  await act.lifted(async () => {
    const other = await client.connect('unix-datagram', receiver.address);
    expect(await other.send(Buffer.alloc(datagramBytesMax + 1))).toBeSent(datagramBytesMax + 1);
    expect(await receiver.receive()).toReceive(Buffer.alloc(datagramBytesMax + 1));
  });
});
