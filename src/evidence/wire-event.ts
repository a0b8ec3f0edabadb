// One thing that was said on the wire: its word, who said it, and how it is told. wire-events.ts makes them.

import type { Speaker } from './conversation.ts';
import type { IcmpPacket } from './packet.ts';

/** What an event can be, with its meaning. */
export const eventWords = {
  SYN: 'asks for a connection',
  'SYN-ACK': 'grants it',
  ACK: 'acknowledges, and says nothing else',
  data: 'carries bytes; told as `5 bytes`',
  FIN: 'ends its side',
  RST: 'breaks the connection, or refuses it',
  'zero window': 'takes no more bytes',
  'window open': 'takes bytes again',
  'window probe': 'asks whether the window has opened',
  'keep-alive': 'asks whether the other side is there',
  ICMP: 'a message of ICMP; told with its name',
  'ARP who-has': 'asks for a neighbour, IPv4',
  'ARP reply': 'answers that',
  'NDP who-has': 'asks for a neighbour, IPv6',
  'NDP reply': 'answers that',
  fragment: 'the second or a later piece of a datagram',
  silence: 'no packet at all',
} as const satisfies Record<string, string>;

export type EventWord = keyof typeof eventWords;

export interface WireEvent {
  /** `SYN`, `5 bytes from client again`, `ICMP port-unreachable from 172.18.0.1`, `silence 3.1 s`. */
  readonly text: string;
  readonly word: EventWord;
  /** `nobody` for silence. */
  readonly by: Speaker | 'nobody';
  /** The sender's address; empty for silence. */
  readonly address: string;
  /** Milliseconds since the conversation's first packet; of silence, when it began. */
  readonly afterMs: number;
  /** Left out of the telling. */
  readonly quiet: boolean;
  /** A retransmission. */
  readonly again: boolean;
  /** A copy that the network made. */
  readonly twice: boolean;
  /** It was overtaken on its way. */
  readonly outOfOrder: boolean;
  /** Of data: the payload's length. */
  readonly bytes?: number;
  /** Of new data: with all that its side sent before it while the other side sent none. For UDP the same as `bytes`. */
  readonly runBytes?: number;
  readonly icmp?: Pick<IcmpPacket, 'type' | 'code' | 'name' | 'mtuBytes'>;
  /** The address that ARP or NDP asks for. */
  readonly asked?: string;
  readonly silenceMs?: number;
}

/** How an event is told. */
export function textOf({
  word,
  by,
  address,
  bytes = 0,
  icmp,
  asked,
  again,
  twice,
  outOfOrder,
}: Omit<WireEvent, 'text'>): string {
  const said =
    word === 'data'
      ? countOfBytes(bytes)
      : [word, icmp?.name, asked].filter((each) => each !== undefined).join(' ');
  const who = word === 'SYN' && by === 'client' ? '' : ` from ${by === 'other' ? address : by}`;
  return `${said}${who}${again ? ' again' : ''}${twice ? ' twice' : ''}${outOfOrder ? ' out of order' : ''}`;
}

/** `1 byte`, `5 bytes`. */
export const countOfBytes = (bytes: number): string => `${bytes} byte${bytes === 1 ? '' : 's'}`;

/** `0.9 s` is told as `900 ms`, `3.1 s` from one second on. */
export const formatPauseMs = (ms: number): string =>
  ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
