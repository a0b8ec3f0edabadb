// One TCP connection followed as its packets pass: numbers from zero, and what is new, repeated, missing or empty.
//
//   seq ->  0     1 ............... acked ............... next
//           SYN   bytes the other   sent, not yet         the end of all
//                 side has          acknowledged          that was seen
//
// A capture at the sender sees what was lost later, one at the receiver sees a hole instead: both are told apart.
// RFC 9293; the marks follow what Wireshark calls "TCP analysis".

import type { Mark, Side, Turn } from './conversation.ts';
import type { TcpPacket } from './packet.ts';
import { SeenBytes } from './seen-bytes.ts';

type Facts = Required<Pick<Turn, 'marks' | 'newBytes' | 'seq' | 'windowBytes'>> & Pick<Turn, 'ack'>;

/** What has been seen of one direction. */
class Half {
  /** The sequence number that counts as 0; undefined until something of this side was seen. */
  base: number | undefined;
  readonly seen = new SeenBytes();
  /** The highest number that this side has acknowledged to the other. */
  acked = 0;
  window: number | undefined;
  scale: number | undefined;
  /** It has sent a probe, and the other side nothing since. */
  probing = false;
  /** The packet that brought the most so far. */
  front: TcpPacket | undefined;
  lastAtMs = 0;

  /** Counts from `base` on, over as many rounds of 2^32 as there were. */
  relative(number: number): number {
    const { next } = this.seen;
    return this.base === undefined ? 0 : next + ((number - this.base - next) | 0);
  }

  begin(base: number, next: number): void {
    this.base = base >>> 0;
    this.seen.restart(next);
  }
}

export class TcpTrack {
  readonly #halves = { client: new Half(), server: new Half() };
  #began: 'start' | 'middle' | undefined;

  get began(): 'start' | 'middle' {
    return this.#began ?? 'middle';
  }

  /** True when nothing of this side has been seen. */
  isSilent(side: Side): boolean {
    return this.#halves[side].front === undefined;
  }

  /** Whether `side` has sent what began at this sequence number, or could have. */
  knows(side: Side, seq: number): boolean {
    const half = this.#halves[side];
    if (half.base === undefined) return false;
    const relative = half.relative(seq);
    return relative >= 0 && relative <= half.seen.next;
  }

  /** Whether a SYN of `side` is the one that began this connection, once more. */
  isSameSyn(side: Side, seq: number): boolean {
    return this.#began === 'start' && this.#halves[side].base === seq;
  }

  /** Takes the next packet in. */
  add(packet: TcpPacket, from: Side): Facts {
    const [own, peer] = this.#ends(from);
    this.#began ??= packet.flags.syn ? 'start' : 'middle';
    this.#findBases(packet, own, peer);
    const seq = own.relative(packet.seq);
    const ack = packet.flags.ack ? peer.relative(packet.ack) : undefined;
    const quiet = isPureAck(packet);
    const marks: Mark[] = [];
    const probe = probeMark(packet, seq, own, peer);
    const newBytes = probe === undefined ? takeBytes(packet, seq, own, peer, marks) : 0;
    if (probe !== undefined) marks.push(probe);
    else if (quiet && ack !== undefined) marks.push(...ackMarks(packet, ack, own, peer));
    marks.push(...windowMarks(packet, own));
    this.#remember(packet, own, ack);
    [own.probing, peer.probing] = [probe !== undefined, false];
    return {
      ...{ marks, newBytes, seq },
      windowBytes: windowBytes(packet, own, peer),
      ...(ack === undefined ? {} : { ack }),
    };
  }

  #ends(from: Side): readonly [own: Half, peer: Half] {
    const { client, server } = this.#halves;
    return from === 'client' ? [client, server] : [server, client];
  }

  #findBases({ flags, seq, ack, options }: TcpPacket, own: Half, peer: Half): void {
    // A reset answers numbers that it was shown and has none of its own.
    if (flags.rst) return;
    if (flags.syn) {
      // A server that keeps no state (SYN cookies) begins each SYN-ACK elsewhere; the last one counts.
      if (own.base !== seq && peer.acked <= 1) own.begin(seq, 0);
      own.scale = options.windowScale;
    } else if (own.base === undefined) own.begin(seq - 1, 1);
    if (flags.ack && peer.base === undefined) peer.begin(ack - 1, 1);
  }

  #remember(packet: TcpPacket, own: Half, ack: number | undefined): void {
    if (ack !== undefined && !packet.flags.rst) own.acked = Math.max(own.acked, ack);
    if (!packet.flags.rst) own.window = packet.window;
    own.front ??= packet;
    own.lastAtMs = packet.atMs;
  }
}

const isPureAck = ({ flags, payloadBytes }: TcpPacket): boolean =>
  payloadBytes === 0 && !flags.syn && !flags.fin && !flags.rst;

// Linux asks with no byte and the last acknowledged number, Windows with one byte of old data. A lone byte that was
// acknowledged may also be a needless retransmission, which does not come after a second of rest.
const restMs = 900;

function probeMark(packet: TcpPacket, seq: number, own: Half, peer: Half): Mark | undefined {
  const { flags, payloadBytes, atMs } = packet;
  const { next } = own.seen;
  if (flags.syn || flags.fin || flags.rst || payloadBytes > 1) return undefined;
  if (seq !== next - 1 || peer.acked < next) return undefined;
  if (payloadBytes === 1 && atMs - own.lastAtMs < restMs) return undefined;
  return peer.window === 0 ? 'window-probe' : 'keep-alive';
}

function takeBytes(packet: TcpPacket, seq: number, own: Half, peer: Half, marks: Mark[]): number {
  const { flags, payloadBytes } = packet;
  if (flags.rst) return 0;
  const dataStart = seq + (flags.syn ? 1 : 0);
  const dataEnd = dataStart + payloadBytes;
  const end = dataEnd + (flags.fin ? 1 : 0);
  if (end === seq) return 0;
  const { next } = own.seen;
  const newFlags =
    (flags.syn ? own.seen.take(seq, dataStart) : 0) + (flags.fin ? own.seen.take(dataEnd, end) : 0);
  const newBytes = own.seen.take(dataStart, dataEnd);
  if (newBytes + newFlags === 0) {
    marks.push('retransmission');
    if (end <= peer.acked) marks.push('spurious');
  } else if (end <= next) marks.push(wasSentBefore(packet, own.front) ? 'out-of-order' : 'retransmission');
  else if (seq < next) marks.push('retransmission');
  else if (seq > next) marks.push('gap-before');
  if (end > next) own.front = packet;
  return newBytes;
}

// A hole is filled by a packet that was overtaken, or by one sent again. Its sender counts its packets (IPv4) or has a
// clock in them; without either, what comes within 3 ms was not sent again.
function wasSentBefore(packet: TcpPacket, front: TcpPacket | undefined): boolean {
  if (front === undefined) return false;
  const ids = (((packet.ip.id ?? 0) - (front.ip.id ?? 0)) << 16) >> 16;
  if (packet.ip.version === 4 && packet.ip.id !== 0 && front.ip.id !== 0 && ids !== 0) return ids < 0;
  const ticks = ((packet.options.timestamp?.value ?? 0) - (front.options.timestamp?.value ?? 0)) | 0;
  return ticks === 0 ? packet.atMs - front.atMs < 3 : ticks < 0;
}

function ackMarks({ window, options }: TcpPacket, ack: number, own: Half, peer: Half): Mark[] {
  if (peer.probing) return ['probe-answer'];
  if (ack !== own.acked || own.window === undefined) return [];
  if (own.window > 0 && window > own.window && options.sack === undefined) return ['window-update'];
  return ack < peer.seen.next ? ['duplicate-ack'] : [];
}

function windowMarks({ flags, window }: TcpPacket, own: Half): Mark[] {
  if (flags.rst || flags.syn) return [];
  if (window === 0) return [own.window === 0 ? 'still-zero-window' : 'zero-window'];
  return own.window === 0 ? ['window-open'] : [];
}

// RFC 7323: a SYN's own window is never scaled, and a scale holds only when both sides have sent one.
const windowBytes = ({ flags, window }: TcpPacket, own: Half, peer: Half): number =>
  flags.syn || own.scale === undefined || peer.scale === undefined ? window : window * 2 ** own.scale;
