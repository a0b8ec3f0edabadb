// Two probes with an open connection between them, of which the server's end is as scripted as the client's.

import type { BorrowedBed, Probe, ProbeSocket, SocketOptions } from 'socketbed';
import { expect } from 'socketbed/vitest';

export interface Conversation {
  readonly client: ProbeSocket;
  /** The server's end of the same connection. */
  readonly served: ProbeSocket;
}

/** Connects, accepts, and sends a message there and back. */
export async function converse(
  client: Probe,
  listener: ProbeSocket,
  options: SocketOptions = {},
): Promise<Conversation> {
  const conversation = {
    client: await client.connect('tcp', listener.address, options),
    served: await listener.accept(),
  };
  expect(conversation.client).toBeConnected();
  expect(conversation.served).toBeAccepted();
  await greet(conversation);
  return conversation;
}

/** A message there and back. */
export async function greet({ client, served }: Conversation): Promise<void> {
  await client.send('hello');
  expect(await served.receive({ bytes: 5 })).toReceive('hello');
  await served.send('HELLO');
  expect(await client.receive({ bytes: 5 })).toReceive('HELLO');
}

type LiveCapture = Awaited<ReturnType<BorrowedBed['capture']>>;

/**
 * Waits until all that was sent on a connection is acknowledged. The kernel takes up to 40 ms and more for that in a
 * conversation, and hopes to send the acknowledgement along with an answer: a fault that comes before then hits it too.
 */
export async function settle(capture: LiveCapture, socket: ProbeSocket): Promise<void> {
  const unanswered = async () => (await capture.wire({ of: socket })).signature.unanswered;
  await expect.poll(unanswered, { timeout: 5000 }).toBeNull();
}
