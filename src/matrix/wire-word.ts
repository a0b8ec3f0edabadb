// What the packets of one client say, in a word: who ended it and with what, or that nobody did.

import type { Conversation } from '../evidence/conversation.ts';
import { wireOf } from '../evidence/read-wire.ts';
import { tellEvents } from '../evidence/tell-events.ts';
import type { Wire } from '../evidence/wire.ts';
import { eventsOf } from '../evidence/wire-events.ts';

export interface SeenWire {
  /** `RST from server`, `ICMP 3/1 host-unreachable`, `SYN unanswered`, `no packet`. */
  readonly word: string;
  readonly events: readonly string[];
}

/** Of a TCP conversation. What comes after its last packet is no silence of its peers. */
export function wireOfConversation(conversation: Conversation): SeenWire {
  return { word: wordOf(wireOf(conversation)), events: tellEvents(eventsOf(conversation)) };
}

/** A pause from which on a server counts as silent; the deadline of a client that waits for it is longer. */
const silenceMs = 800;

function wordOf({ rejected, reset, finished, icmp, opened, longestSilenceMs }: Wire): string {
  const [refusal] = icmp;
  if (rejected !== null) {
    if (rejected.with === 'RST' || refusal === undefined) return `${rejected.with} from ${rejected.by}`;
    return `ICMP ${refusal.type}/${refusal.code} ${refusal.name}`;
  }
  if (reset?.by === 'server') return 'RST from server';
  if (finished[0] === 'server') return 'FIN from server';
  if (!opened) return 'SYN unanswered';
  return longestSilenceMs >= silenceMs ? 'silence' : 'reply';
}

/** Where no client sent a SYN: what there was instead. */
export function wireWithoutSyn(conversations: readonly Conversation[], nobody: string): SeenWire {
  const asks = conversations.filter(({ transport, server }) => transport === 'udp' && server.port === 53);
  const isAnswered = asks.some(({ turns }) => turns.some(({ from }) => from === 'server'));
  if (asks.length > 0) return { word: isAnswered ? 'DNS answer, no SYN' : 'DNS unanswered', events: [] };
  const isAsked = conversations.some(
    ({ transport, server }) => transport === 'arp' && server.address === nobody,
  );
  return { word: isAsked ? 'ARP unanswered' : 'no packet', events: [] };
}
