// The signature of a conversation: what its packets say about how it went, as one value that goes into JSON. Types
// only; read-wire.ts makes them.
//
//   { opened: true, reset: { by: 'server', afterMs: 1.2, afterBytes: { client: 5, server: 10 } }, finished: [], ... }
//
// Who sent a packet is read from its address. A reset that a firewall made in the server's name is the server's here,
// as it is for the client.

import type { ConversationTransport, Side } from './conversation.ts';

export interface BySide<T> {
  readonly client: T;
  readonly server: T;
}

/** `client`, `server`, or the address of a third party. A client that has no way tells so itself. */
export type Party = Side | (string & {});

export interface Wire {
  readonly transport: ConversationTransport;
  /** `172.18.0.3:40000` */
  readonly client: string;
  readonly server: string;
  /** `middle`: TCP of which neither SYN nor SYN-ACK was captured. */
  readonly began: 'start' | 'middle';
  /** Of the first packet, milliseconds since 1970. All other times count from there. */
  readonly atMs: number;
  /** To the last packet. */
  readonly durationMs: number;
  readonly packets: BySide<number>;
  /** Payload bytes, each counted once. */
  readonly bytes: BySide<number>;
  /** TCP: SYN, SYN-ACK and the client's ACK were seen, or more than that. Others: the server has answered. */
  readonly opened: boolean;
  /** The first no to a SYN, or to a UDP client's datagram: a reset or an ICMP error. Null: there was none. */
  readonly rejected: Rejection | null;
  /** The first reset that was not the answer to a SYN. */
  readonly reset: Reset | null;
  /** How many resets each has sent, of either kind. */
  readonly resets: BySide<number>;
  /** Who has ended its side with FIN, in order. */
  readonly finished: readonly Side[];
  /** Errors and hints that quote a packet of the conversation. */
  readonly icmp: readonly IcmpSeen[];
  /** SYNs of the client and SYN-ACKs of the server that were sent again. */
  readonly synRetransmits: BySide<number>;
  /** Data and FINs sent again, in packets. */
  readonly retransmits: BySide<number>;
  /** Those of `retransmits` that the other side had acknowledged already. */
  readonly spuriousRetransmits: BySide<number>;
  readonly outOfOrder: BySide<number>;
  /** Second copies of a packet that the network made. */
  readonly copies: BySide<number>;
  /** How often its window fell to zero. */
  readonly zeroWindows: BySide<number>;
  readonly windowProbes: BySide<number>;
  readonly keepAlives: BySide<number>;
  /** The longest time without a packet, to the end of watching where that is known. */
  readonly longestSilenceMs: number;
  /** The last packets asked for an answer and none came. */
  readonly unanswered: Unanswered | null;
}

export interface Rejection {
  readonly by: Party;
  /** `RST`, or the name of the ICMP message. */
  readonly with: string;
  readonly afterMs: number;
}

export interface Reset {
  readonly by: Side;
  readonly afterMs: number;
  /** What each had sent until then, as far as the capture saw it. */
  readonly afterBytes: BySide<number>;
}

export interface IcmpSeen {
  readonly type: number;
  readonly code: number;
  /** `host-unreachable`, `frag-needed`, `packet-too-big`. */
  readonly name: string;
  readonly from: Party;
  /** Whose packet it complains about. */
  readonly about: Side;
  readonly afterMs: number;
  readonly mtuBytes?: number;
}

export interface Unanswered {
  readonly by: Side;
  readonly packets: number;
  /** From the first of them to the last packet, or to the end of watching. */
  readonly forMs: number;
}
