// Reads the signature of a conversation from its packets. What the capture doubled does not count.

import type { Conversation, Mark, Side, Turn } from './conversation.ts';
import { icmpKind } from './icmp-names.ts';
import { formatEndpoint, type IcmpPacket, type TcpPacket } from './packet.ts';
import type { BySide, IcmpSeen, Party, Rejection, Reset, Unanswered, Wire } from './wire.ts';

export interface WireOptions {
  /** When watching ended, milliseconds since 1970. Default: with the last packet. */
  readonly untilMs?: number;
}

/** What the packets say about how it went. */
export function wireOf(conversation: Conversation, { untilMs = 0 }: WireOptions = {}): Wire {
  const { transport, began, atMs } = conversation;
  const turns = conversation.turns.filter(({ marks }) => !marks.includes('elsewhere'));
  const lastMs = Math.max(...turns.slice(-1).map(({ packet }) => packet.atMs), atMs);
  const endMs = Math.max(untilMs, lastMs);
  return {
    transport,
    client: formatEndpoint(conversation.client),
    server: formatEndpoint(conversation.server),
    ...{ began, atMs, durationMs: micros(lastMs - atMs) },
    packets: bySide(turns, () => 1),
    bytes: bySide(turns, ({ newBytes }) => newBytes),
    opened: wasOpened(conversation, turns),
    ...readBreaks(turns, conversation),
    resets: bySide(turns, ({ packet, marks }) =>
      !marks.includes('copy') && isTcp(packet) && packet.flags.rst ? 1 : 0,
    ),
    finished: finishedIn(turns),
    icmp: turns.flatMap((turn) => icmpSeen(turn, atMs)),
    ...countMarks(turns),
    longestSilenceMs: longestSilence(turns, endMs),
    unanswered: readUnanswered(turns, endMs),
  };
}

// A double holds quarters of a microsecond at today's dates; what is beyond microseconds is noise.
const micros = (ms: number): number => Math.round(ms * 1000) / 1000;

function bySide(turns: readonly Turn[], count: (turn: Turn) => number): BySide<number> {
  const sums = { client: 0, server: 0, other: 0 };
  for (const turn of turns) sums[turn.from] += count(turn);
  return { client: sums.client, server: sums.server };
}

function wasOpened({ transport, began }: Conversation, turns: readonly Turn[]): boolean {
  if (transport !== 'tcp') {
    return turns.some(
      ({ from, about, packet }) => from === 'server' && about === undefined && packet.protocol !== 'other',
    );
  }
  let granted = began === 'middle';
  for (const { packet, from } of turns) {
    if (packet.protocol !== 'tcp' || packet.flags.rst) continue;
    if (granted && (from === 'client' || began === 'middle') && packet.flags.ack) return true;
    granted ||= from === 'server' && packet.flags.syn && packet.flags.ack;
  }
  return false;
}

function readBreaks(
  turns: readonly Turn[],
  { atMs, transport, began }: Conversation,
): Pick<Wire, 'rejected' | 'reset'> {
  const moved = { client: 0, server: 0, other: 0 };
  let answered = began === 'middle' && turns.some(({ packet }) => isTcp(packet));
  let rejected: Rejection | null = null;
  let reset: Reset | null = null;
  for (const { packet, from, about, newBytes } of turns) {
    const afterMs = micros(packet.atMs - atMs);
    if (packet.protocol === 'icmp' && about === 'client' && isFinal(packet)) {
      if (!answered || transport === 'udp')
        rejected ??= { by: partyOf(packet, from), with: packet.name, afterMs };
    }
    if (packet.protocol !== 'tcp') continue;
    if (packet.flags.rst && from !== 'other') {
      if (from === 'server' && !answered) rejected ??= { by: 'server', with: 'RST', afterMs };
      else reset ??= { by: from, afterMs, afterBytes: { client: moved.client, server: moved.server } };
    } else answered ||= from === 'server' || !packet.flags.syn;
    moved[from] += newBytes;
  }
  return { rejected, reset };
}

const isFinal = ({ ip, type, code }: IcmpPacket): boolean => icmpKind(ip.version, type, code).final;

const partyOf = (packet: IcmpPacket, from: Turn['from']): Party => (from === 'other' ? packet.ip.from : from);

const isTcp = (packet: Turn['packet']): packet is TcpPacket => packet.protocol === 'tcp';

function finishedIn(turns: readonly Turn[]): Side[] {
  const finished = new Set<Side>();
  for (const { packet, from } of turns)
    if (isTcp(packet) && packet.flags.fin && from !== 'other') finished.add(from);
  return [...finished];
}

function icmpSeen({ packet, from, about }: Turn, atMs: number): IcmpSeen[] {
  if (packet.protocol !== 'icmp' || about === undefined) return [];
  const { type, code, name, mtuBytes } = packet;
  return [
    {
      ...{ type, code, name, from: partyOf(packet, from), about },
      afterMs: micros(packet.atMs - atMs),
      ...(mtuBytes === undefined ? {} : { mtuBytes }),
    },
  ];
}

type Counts =
  | 'synRetransmits'
  | 'retransmits'
  | 'spuriousRetransmits'
  | 'outOfOrder'
  | 'copies'
  | 'zeroWindows'
  | 'windowProbes'
  | 'keepAlives';

function countMarks(turns: readonly Turn[]): Pick<Wire, Counts> {
  const marked = (mark: Mark, accept: (turn: Turn) => boolean = () => true): BySide<number> =>
    bySide(turns, (turn) => (turn.marks.includes(mark) && accept(turn) ? 1 : 0));
  const isSyn = ({ packet }: Turn): boolean => isTcp(packet) && packet.flags.syn;
  return {
    synRetransmits: marked('retransmission', isSyn),
    retransmits: marked('retransmission', (turn) => !isSyn(turn)),
    spuriousRetransmits: marked('spurious', (turn) => !isSyn(turn)),
    outOfOrder: marked('out-of-order'),
    copies: marked('copy'),
    zeroWindows: marked('zero-window'),
    windowProbes: marked('window-probe'),
    keepAlives: marked('keep-alive'),
  };
}

function longestSilence(turns: readonly Turn[], endMs: number): number {
  let [longest, lastMs] = [0, Number.POSITIVE_INFINITY];
  for (const atMs of [...turns.map(({ packet }) => packet.atMs), endMs]) {
    longest = Math.max(longest, atMs - lastMs);
    lastMs = atMs;
  }
  return micros(longest);
}

function readUnanswered(turns: readonly Turn[], endMs: number): Unanswered | null {
  const by = turns.at(-1)?.from;
  if (by === undefined || by === 'other') return null;
  // An ICMP error is an answer, whoever it comes from.
  const from = turns.findLastIndex((turn) => turn.from !== by || turn.about !== undefined) + 1;
  const asking = turns.slice(from).filter(asksForAnswer);
  const [first] = asking;
  if (first === undefined) return null;
  return { by, packets: asking.length, forMs: micros(endMs - first.packet.atMs) };
}

function asksForAnswer({ packet, from, marks }: Turn): boolean {
  if (marks.includes('copy')) return false;
  if (!isTcp(packet)) return from === 'client' && packet.protocol !== 'other';
  const { flags, payloadBytes } = packet;
  if (flags.rst) return false;
  return (
    payloadBytes > 0 ||
    flags.syn ||
    flags.fin ||
    marks.includes('keep-alive') ||
    marks.includes('window-probe')
  );
}
