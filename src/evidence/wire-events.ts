// What was said in a conversation, as a list of short words in order: for people to read, for assertions to match.
//
//   SYN, silence 1.0 s, SYN again, SYN-ACK from server, 5 bytes from client, RST from server
//
// An acknowledgement that says nothing else is an event too, but left out of the telling.

import type { Conversation, Speaker, Turn } from './conversation.ts';
import type { TcpPacket } from './packet.ts';
import { formatPauseMs, textOf, type WireEvent } from './wire-event.ts';

export type { WireEvent };

export interface EventOptions {
  /** A pause this long is an event. Default: 500 ms, which is longer than Linux's first retransmission of data takes. */
  readonly silenceMs?: number;
  /** When watching ended, milliseconds since 1970. Default: with the last packet, so that silence after it is not told. */
  readonly untilMs?: number;
}

/** All events of a conversation, the quiet ones too. What the capture doubled is left out. */
export function eventsOf(
  conversation: Conversation,
  { silenceMs = 500, untilMs = 0 }: EventOptions = {},
): WireEvent[] {
  const telling = new Telling(conversation);
  let lastMs = conversation.atMs;
  for (const turn of conversation.turns) {
    if (turn.marks.includes('elsewhere')) continue;
    if (turn.packet.atMs - lastMs >= silenceMs) telling.pause(lastMs, turn.packet.atMs);
    telling.add(turn);
    lastMs = Math.max(lastMs, turn.packet.atMs);
  }
  if (untilMs - lastMs >= silenceMs) telling.pause(lastMs, untilMs);
  return telling.events;
}

type Said = Pick<WireEvent, 'word'> &
  Partial<Pick<WireEvent, 'quiet' | 'again' | 'outOfOrder' | 'bytes' | 'icmp' | 'asked'>>;

class Telling {
  readonly events: WireEvent[] = [];
  readonly #conversation: Conversation;
  readonly #ended = new Set<Speaker>();
  readonly #asked = new Set<string>();
  #run: { by: Speaker | 'nobody'; bytes: number } = { by: 'nobody', bytes: 0 };

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  pause(fromMs: number, toMs: number): void {
    const silenceMs = toMs - fromMs;
    this.#run = { by: 'nobody', bytes: 0 };
    this.events.push({
      ...{
        text: `silence ${formatPauseMs(silenceMs)}`,
        word: 'silence',
        by: 'nobody',
        address: '',
        silenceMs,
      },
      ...{
        afterMs: fromMs - this.#conversation.atMs,
        quiet: false,
        again: false,
        twice: false,
        outOfOrder: false,
      },
    });
  }

  add(turn: Turn): void {
    for (const said of this.#said(turn)) this.#push(said, turn);
  }

  #push(said: Said, turn: Turn): void {
    const { packet, from: by } = turn;
    const event = {
      ...{ quiet: false, again: false, outOfOrder: false, ...said },
      ...{ by, address: this.#addressOf(turn), afterMs: packet.atMs - this.#conversation.atMs },
      twice: turn.marks.includes('copy'),
    };
    const run = this.#runWith(event, turn);
    this.events.push({ text: textOf(event), ...event, ...(run === undefined ? {} : { runBytes: run }) });
  }

  #said(turn: Turn): Said[] {
    const { packet, from } = turn;
    const { transport } = this.#conversation;
    switch (packet.protocol) {
      case 'tcp':
        return this.#segment(packet, turn);
      case 'udp':
        return [{ word: 'data', bytes: packet.payloadBytes }];
      case 'icmp': {
        if (transport === 'ndp') return [this.#question('NDP', from, packet.target ?? '')];
        const { type, code, name, mtuBytes } = packet;
        return [
          { word: 'ICMP', icmp: { type, code, name, ...(mtuBytes === undefined ? {} : { mtuBytes }) } },
        ];
      }
      case 'arp':
        return [this.#question('ARP', from, this.#conversation.server.address)];
      default:
        return [{ word: 'fragment', quiet: true }];
    }
  }

  #segment({ flags, payloadBytes }: TcpPacket, { from, marks }: Turn): Said[] {
    if (flags.rst) return [{ word: 'RST' }];
    const again = marks.includes('retransmission');
    const said: Said[] = [];
    if (flags.syn) said.push({ word: flags.ack ? 'SYN-ACK' : 'SYN', again });
    if (marks.includes('window-probe')) said.push({ word: 'window probe' });
    else if (marks.includes('keep-alive')) said.push({ word: 'keep-alive' });
    else if (payloadBytes > 0) {
      said.push({ word: 'data', bytes: payloadBytes, again, outOfOrder: marks.includes('out-of-order') });
    }
    if (flags.fin) {
      said.push({ word: 'FIN', again: this.#ended.has(from) && !marks.includes('copy') });
      this.#ended.add(from);
    }
    if (marks.includes('zero-window')) said.push({ word: 'zero window' });
    else if (marks.includes('window-open')) said.push({ word: 'window open' });
    return said.length > 0 ? said : [{ word: 'ACK', quiet: true }];
  }

  #question(protocol: 'ARP' | 'NDP', from: Speaker, asked: string): Said {
    if (from === 'server') return { word: `${protocol} reply`, asked };
    const again = this.#asked.has(asked);
    this.#asked.add(asked);
    return { word: `${protocol} who-has`, asked, again };
  }

  #addressOf({ packet, from }: Turn): string {
    if (from !== 'other') return this.#conversation[from].address;
    return 'ip' in packet && packet.ip !== undefined ? packet.ip.from : '';
  }

  // TCP has no message boundaries: 3 bytes and then 2 are the same as 5.
  #runWith(
    { word, by, bytes = 0, again, twice, quiet }: Omit<WireEvent, 'text'>,
    turn: Turn,
  ): number | undefined {
    if (word !== 'data') {
      if (!quiet) this.#run = { by: 'nobody', bytes: 0 };
      return undefined;
    }
    if (this.#conversation.transport !== 'tcp') return bytes;
    if (this.#run.by !== by) this.#run = { by, bytes: 0 };
    this.#run.bytes += turn.newBytes;
    return again || twice ? undefined : this.#run.bytes;
  }
}
