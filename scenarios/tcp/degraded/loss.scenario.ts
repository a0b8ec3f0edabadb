// Does everything arrive, whole and in order, though every fifth packet to the server is lost?
//
// TCP turns loss into lateness: each lost packet costs 200 ms or more, one that is lost again twice that. Which ones are
// lost is decided by SOCKETBED_SEED. Eight connections at once have their losses beside each other.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { type Conversation, converse } from '../reset/conversation.ts';

const port = 9000;
const connections = 8;
const messages = 6;
const probability = 0.2;
const seed = Number(process.env.SOCKETBED_SEED ?? 1);
/** A packet that is lost seven times in a row, which is as good as never, comes after 25 seconds. */
const timeoutMs = 30_000;

scenario('loss makes late, and loses nothing', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const pairs: Conversation[] = [];
  for (let count = 0; count < connections; count += 1) pairs.push(await converse(client, listener));

  /** Messages one after the other, each in a packet of its own. */
  const tell = async ({ client: socket, served }: Conversation) => {
    for (let number = 1; number <= messages; number += 1) {
      expect(await socket.send(`message ${number}`)).toBeSent(9);
      expect(await served.receive({ bytes: 9, timeoutMs })).toReceive(`message ${number}`);
    }
  };
  /** Of the connection with the most losses. */
  const worstWire = async () => {
    const wires = await Promise.all(pairs.map(({ client: socket }) => capture.wire({ of: socket })));
    const losses = ({ signature }: (typeof wires)[number]) => signature.retransmits.client;
    return wires.toSorted((one, other) => losses(other) - losses(one))[0];
  };

  await act.control(async () => void (await Promise.all(pairs.map(tell))));

  await act.fault(async () => {
    const toServer = { direction: 'in', protocol: 'tcp', localPort: port } as const;
    await using fault = await inject(faults.lose({ probability, seed }, toServer), server.container);
    await Promise.all(pairs.map(tell));
    const wire = await worstWire();
    expect(wire).toShow('9 bytes from client', '9 bytes from client again');
    expect(wire).toNeverShow('RST', 'FIN');
    expect((await fault?.counter())?.hit.packets).toBeGreaterThan(0);
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
