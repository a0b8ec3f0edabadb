// Do a thousand connections from four containers, all open at once, each get back every byte of their own?

import { randomBytes } from 'node:crypto';
import { expect, scenario } from 'socketbed/vitest';

const perClient = 250;
const messageBytes = 512;

scenario('a thousand connections at once, every byte right', async ({ bed, act }) => {
  const [server, clients] = await Promise.all([bed.service('tcp'), bed.probes(4)]);

  await act.control(async () => {
    const sockets = await Promise.all(
      clients.flatMap((client) =>
        Array.from({ length: perClient }, () => client.connect('tcp', server.address)),
      ),
    );
    expect(sockets.filter(({ outcome }) => outcome?.kind === 'connected')).toHaveLength(1000);
    const wrong = await Promise.all(
      sockets.map(async (socket) => {
        const message = randomBytes(messageBytes);
        await socket.send(message);
        const reply = await socket.receive({ bytes: messageBytes });
        return reply.kind === 'received' && reply.data.equals(upper(message)) ? [] : [reply];
      }),
    );
    expect(wrong.flat()).toEqual([]);
    expect(await sockets[0]?.ask('all are open still')).toReply('ALL ARE OPEN STILL');
  });
});

/** The echo rule: ASCII letters in upper case, all other bytes unchanged. */
const upper = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)));
