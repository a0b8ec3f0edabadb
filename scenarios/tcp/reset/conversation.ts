// Two probes with an open connection between them, of which the server's end is as scripted as the client's.

import type { Probe, ProbeSocket, SocketOptions } from 'socketbed';
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
