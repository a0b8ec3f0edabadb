// Connections of several clients that are all open before the first of them is asked, and until the last has answered.

import type { Outcome, Probe, ProbeAddress } from 'socketbed';
import { expect } from 'socketbed/vitest';

/** One connection per client; the one who connected last is asked first. Checks that each reply is the right one. */
export async function askWhileAllAreOpen(
  clients: readonly Probe[],
  target: ProbeAddress,
): Promise<Outcome[]> {
  const sockets = await Promise.all(clients.map((client) => client.connect('tcp', target)));
  for (const socket of sockets) expect(socket).toBeConnected();
  const replies: Outcome[] = [];
  for (const [index, socket] of [...sockets.entries()].reverse()) {
    const reply = await socket.ask(`hello from ${index}`);
    expect(reply).toReply(`HELLO FROM ${index}`);
    replies.push(reply);
  }
  return replies;
}
