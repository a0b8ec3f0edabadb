// Who spoke with whom, packet by packet. Types only; group-conversations.ts makes them from packets.
//
//   client  the one who sent the SYN, the first datagram, the echo request or the ARP question
//   server  the other one
//   other   a third party: a router that answers with ICMP, and whoever sends in another's name in ARP

import { type Endpoint, formatEndpoint, type Packet } from './packet.ts';

export type Side = 'client' | 'server';
export type Speaker = Side | 'other';

/** `arp` is IPv4's question for a neighbour, `ndp` IPv6's. `icmp` is an echo and what answers it. */
export type ConversationTransport = 'tcp' | 'udp' | 'icmp' | 'arp' | 'ndp';

/** What is remarkable about a packet, seen from where the capture stood. */
export const marks = {
  retransmission: 'all or part of it had been sent before',
  spurious: 'a retransmission of what the receiver had acknowledged already',
  'out-of-order': 'it was sent before the packet that came before it',
  'gap-before': 'bytes before it have not been seen, yet',
  'zero-window': 'from here on its sender takes no more bytes',
  'still-zero-window': 'its sender still takes none',
  'window-open': 'its sender takes bytes again',
  'window-update': 'nothing new but a larger window',
  'window-probe': 'asks whether a window of zero has opened',
  'keep-alive': 'asks whether the other side is still there',
  'probe-answer': 'answers one of these two',
  'duplicate-ack': 'acknowledges the same again while more was sent',
  copy: 'the same IP packet once more: the network made two of it',
  elsewhere: 'the same IP packet, seen at another interface: the capture made two of it',
} as const satisfies Record<string, string>;

export type Mark = keyof typeof marks;

/** A packet in its conversation. */
export interface Turn {
  readonly packet: Packet;
  readonly from: Speaker;
  readonly marks: readonly Mark[];
  /** Payload bytes in it that had not been seen before. */
  readonly newBytes: number;
  /** TCP: counted from the sender's first sequence number, so that a SYN has 0 and the first byte 1. */
  readonly seq?: number;
  /** TCP with ACK: counted likewise, from the other side's first. */
  readonly ack?: number;
  /** TCP: the window in bytes; as it stands in the header when the capture missed the scale. */
  readonly windowBytes?: number;
  /** ICMP errors: whose packet is quoted. */
  readonly about?: Side;
}

export interface Conversation {
  readonly transport: ConversationTransport;
  /** For ARP and NDP the address that asks; ports are 0. */
  readonly client: Endpoint;
  /** For ARP and NDP the address asked for. */
  readonly server: Endpoint;
  /** `middle`: TCP without SYN and SYN-ACK; the lower port is taken for the server's. */
  readonly began: 'start' | 'middle';
  /** Milliseconds since 1970, of the first packet. */
  readonly atMs: number;
  /** In the order of the capture; never empty. */
  readonly turns: readonly Turn[];
}

export interface Conversations {
  /** In the order of their first packets. */
  readonly conversations: readonly Conversation[];
  /** Packets that belong to none: other protocols, malformed ones, ICMP that quotes too little. */
  readonly others: readonly Packet[];
}

/** Whom to look for; what is absent is not asked for. */
export interface ConversationQuery {
  readonly transport?: ConversationTransport;
  /** `172.18.0.3`, `172.18.0.3:40000` or `[fd00::2]:8080`: each is one of its ends. */
  readonly ends?: readonly string[];
  /** Milliseconds since 1970: it began then or later. */
  readonly sinceMs?: number;
}

/** The conversations that fit, in their order. */
export function findConversations(
  conversations: readonly Conversation[],
  { transport, ends = [], sinceMs = 0 }: ConversationQuery,
): Conversation[] {
  return conversations.filter(
    (each) =>
      (transport === undefined || each.transport === transport) &&
      each.atMs >= sinceMs &&
      ends.every((end) => isEnd(each.client, end) || isEnd(each.server, end)),
  );
}

const isEnd = (endpoint: Endpoint, name: string): boolean =>
  name === endpoint.address || name === formatEndpoint(endpoint);
