// Two probes with an open Unix connection between them, through the bed's volume; both ends are scripted.

import type { Probe, ProbeSocket } from 'socketbed';
import { expect } from 'socketbed/vitest';

export interface Connection {
  readonly client: ProbeSocket;
  /** The server's end of the same connection. */
  readonly served: ProbeSocket;
}

/** Connects, accepts, and sends a message there and back. */
export async function connection(client: Probe, listener: ProbeSocket): Promise<Connection> {
  const ends = {
    client: await client.connect('unix-stream', listener.address),
    served: await listener.accept(),
  };
  expect(ends.client).toBeConnected();
  expect(ends.served).toBeAccepted();
  await ends.client.send('hello');
  expect(await ends.served.receive({ bytes: 5 })).toReceive('hello');
  await ends.served.send('HELLO');
  expect(await ends.client.receive({ bytes: 5 })).toReceive('HELLO');
  return ends;
}
