// What a client did, in the words of its transport: attempts are connections, or datagrams.

import type { ClientTransport } from './client-program.ts';
import { formatMs, formatSpan, paceOf } from './pace.ts';
import type { Seen } from './seen.ts';

interface Words {
  /** One attempt. */
  readonly attempt: string;
  readonly none: string;
  /** What SOCKETBED_TARGET leads to. */
  readonly target: string;
}

export const wordsOf: Readonly<Record<ClientTransport, Words>> = {
  tcp: {
    attempt: 'connection',
    none: 'it made no connection',
    target: 'a TCP server on an IPv4 address, as host:port',
  },
  unix: {
    attempt: 'connection',
    none: 'it made no connection',
    target: 'a Unix stream socket, by its path',
  },
  udp: {
    attempt: 'datagram',
    none: 'it sent no datagram',
    target: 'a UDP port on an IPv4 address, as host:port',
  },
};

/** `2 connections` */
export const counted = (transport: ClientTransport, count: number): string =>
  `${count} ${wordsOf[transport].attempt}${count === 1 ? '' : 's'}`;

/** `retried 3 times within 2.1 s, 100 ms to 1.4 s apart`. Which datagram repeats another cannot be seen: all are told. */
export function tried({ transport, attempts }: Pick<Seen, 'transport' | 'attempts'>): string {
  const { gapsMs, words } = paceOf(attempts);
  if (transport !== 'udp') return words;
  if (gapsMs.length === 0) return 'sent one datagram';
  return `sent ${attempts.length} datagrams within ${formatSpan(gapsMs)}, ${apart(gapsMs)}`;
}

function apart(gapsMs: readonly number[]): string {
  const [least, most] = [Math.min(...gapsMs), Math.max(...gapsMs)];
  return least === most ? `${formatMs(least)} apart` : `${formatMs(least)} to ${formatMs(most)} apart`;
}

/**
 * The same while nobody was there, as the beginning of a sentence: `retried once ... and `. Over a Unix socket that leaves no
 * trace, and nothing is said.
 */
export const triedInVain = (seen: Seen): string => (seen.transport === 'unix' ? '' : `${tried(seen)} and `);
