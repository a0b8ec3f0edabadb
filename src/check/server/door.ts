// How a server is reached, and what the kernel of its machine knows of that: one for each transport. The checks see only
// this; what a port or a path is stays with tcp-door.ts, unix-door.ts and udp-door.ts.

import type { Transport } from '../../errors/transport.ts';
import type { ProbeAddress } from '../../protocol/probe.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { failed, type Judgement } from '../judgement.ts';

/** For a server that has opened nothing at all. */
export interface Waited {
  /** `15 s` */
  readonly within: string;
  /** `it said last\n...` */
  readonly said: string;
}

export const opensNothing = (what: string, { within, said }: Waited, besides = ''): Judgement =>
  failed(
    `it runs, but ${what} within ${within}${besides}; ${said}`,
    'Does its command start the server? If it is slow, give it more time with --start-ms',
  );

export interface Door {
  readonly transport: Transport;
  /** Where clients reach it. */
  readonly at: ProbeAddress;
  /** For a sentence: `port 7000`. */
  readonly name: string;
  /** Whether somebody is there for others; `elsewhere`: only at another place, or only for its own machine. */
  look(): Promise<'open' | 'elsewhere' | 'closed'>;
  /** Why nobody is there, as far as the kernel can tell; undefined when somebody is. */
  problem(waited: Waited): Promise<Judgement | undefined>;
  /** Connections that wait in the kernel for the program to take them. */
  notAccepted(): Promise<number>;
  /** Where clients cannot be told from each other: what is there now does not count any more. */
  forgetConnections(): Promise<void>;
  /** States of the server's ends of its connections to these clients, those aside that only wait for their time. */
  connections(clients: readonly ProbeSocket[]): Promise<string[]>;
  /** What a server that was killed has left here, and what lets it bind all the same; undefined when nothing is. */
  left(): Promise<string | undefined>;
  /** Takes away what a server that was killed has left here. */
  free(): Promise<void>;
}

/** The ends of sockets as their clients have them. */
export const localEnds = (sockets: readonly ProbeSocket[]): ReadonlySet<string> =>
  new Set(sockets.map(({ outcome }) => (outcome && 'local' in outcome ? outcome.local : '')));
