// A server, and a client that asks a name server of ours, through Docker's own. The name tells it what to say:
// `172.18.0.5.good.test` has that address, `172.18.0.5.servfail.test` would have it, but for the fault.

import type { BorrowedBed, LiveCapture, Outcome, Probe, Service } from 'socketbed';

export interface Resolving {
  readonly client: Probe;
  readonly server: Service;
  readonly dns: Service;
  /** At the name server: Docker's own asks it from the client's address, for IPv4 and for IPv6, each from a new port. */
  readonly capture: LiveCapture;
  /** `good` -> `172.18.0.5.good.test` */
  nameOf(behaviour: string): string;
  /** Says hello to the server, under such a name. */
  ask(behaviour: string): Promise<Outcome>;
  /** The question that came last, over UDP, and what was answered. */
  question(): ReturnType<LiveCapture['wire']>;
}

/** One question, and one second for its answer: so long does a program wait that gets none. */
const dnsOptions = ['timeout:1', 'attempts:1'];

export async function resolving(bed: BorrowedBed): Promise<Resolving> {
  const [server, dns] = await Promise.all([bed.service('tcp'), bed.service('dns')]);
  const client = await bed.probe({ dns: [dns.container.host()], dnsOptions });
  const capture = await bed.capture(dns.container);
  const nameOf = (behaviour: string) => `${server.container.host()}.${behaviour}.test`;
  const ask = (behaviour: string) =>
    client.ask('tcp', { host: nameOf(behaviour), port: server.address.port }, 'hello');
  const question = () => capture.wire({ transport: 'udp' });
  return { client, server, dns, capture, nameOf, ask, question };
}
