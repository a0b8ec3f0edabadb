// The same IP packet seen more than once: the network made two of it, or the capture saw it pass two interfaces. A
// program that says the same twice, or a kernel that sends again, makes another packet and is not meant.

import type { Mark } from './conversation.ts';
import { formatEndpoint, type Packet } from './packet.ts';

// Far enough back for a copy that came late, near enough to cost nothing.
const rememberedMax = 16;
// An IPv4 identification comes round again after 65,536 packets.
const sameIdMs = 2_000;
const elsewhereMs = 100;
// Linux sends nothing again so soon: its shortest retransmission timer is 200 ms, its tail probe 10 ms.
const tooSoonMs = 3;

/** Remembers the last packets of one conversation. */
export class Copies {
  readonly #last: Packet[] = [];
  /** How many of the last packets came from one side without a word of the other. */
  #inRow = 0;

  /** The mark of a packet that has been seen before; undefined for a new one. */
  markOf(packet: Packet): Mark | undefined {
    const last = this.#last.at(-1);
    if (last !== undefined && senderOf(last) !== senderOf(packet)) this.#inRow = 0;
    const rowStart = this.#last.length - this.#inRow;
    const original = this.#last.findLast((each, index) => isCopy(packet, each, index >= rowStart));
    if (original !== undefined) return isElsewhere(packet, original) ? 'elsewhere' : 'copy';
    this.#last.push(packet);
    this.#inRow += 1;
    if (this.#last.length > rememberedMax) this.#last.shift();
    return undefined;
  }
}

const senderOf = (packet: Packet): string | undefined =>
  'from' in packet ? formatEndpoint(packet.from) : 'ip' in packet ? packet.ip?.from : undefined;

const isElsewhere = (one: Packet, other: Packet): boolean =>
  one.interfaceIndex !== other.interfaceIndex || one.direction !== other.direction;

function isCopy(packet: Packet, original: Packet, inRow: boolean): boolean {
  if (!('ip' in packet) || !('ip' in original) || packet.ip === undefined || original.ip === undefined) {
    return packet.protocol === 'arp' && isElsewhere(packet, original) && isSameArp(packet, original);
  }
  const { ip } = packet;
  if (ip.id !== original.ip.id || ip.from !== original.ip.from || !isSameContent(packet, original))
    return false;
  const apartMs = packet.atMs - original.atMs;
  if (ip.version === 4 && ip.id !== 0) return apartMs <= sameIdMs;
  if (isElsewhere(packet, original)) return apartMs <= elsewhereMs;
  // Without a number in the packet only TCP tells a copy from a second one, for nobody means the same bytes twice; and
  // only until the other side, or a router, said something: that may have made the sender repeat them at once.
  return packet.protocol === 'tcp' && inRow && apartMs < tooSoonMs && !isBareAck(packet);
}

const isBareAck = (packet: Packet): boolean =>
  packet.protocol === 'tcp' &&
  packet.payloadBytes === 0 &&
  !packet.flags.syn &&
  !packet.flags.fin &&
  !packet.flags.rst;

function isSameContent(one: Packet, other: Packet): boolean {
  if (one.protocol === 'tcp') return other.protocol === 'tcp' && isSameSegment(one, other);
  if (one.protocol === 'udp') {
    return (
      other.protocol === 'udp' &&
      one.from.port === other.from.port &&
      isSameSize(one, other) &&
      one.payload.equals(other.payload)
    );
  }
  if (one.protocol !== 'icmp' || other.protocol !== 'icmp') return false;
  return (
    one.type === other.type &&
    one.code === other.code &&
    one.target === other.target &&
    one.echo?.sequence === other.echo?.sequence &&
    one.quoted?.seq === other.quoted?.seq &&
    one.quoted?.ip.id === other.quoted?.ip.id
  );
}

type Segment = Packet & { protocol: 'tcp' };

function isSameSegment(one: Segment, other: Segment): boolean {
  const [flags, others] = [one.flags, other.flags];
  return (
    one.from.port === other.from.port &&
    one.seq === other.seq &&
    one.ack === other.ack &&
    isSameSize(one, other) &&
    one.window === other.window &&
    flags.syn === others.syn &&
    flags.fin === others.fin &&
    flags.rst === others.rst &&
    one.options.timestamp?.value === other.options.timestamp?.value &&
    one.payload.equals(other.payload)
  );
}

const isSameSize = (one: { payloadBytes: number }, other: { payloadBytes: number }): boolean =>
  one.payloadBytes === other.payloadBytes;

const isSameArp = (one: Packet & { protocol: 'arp' }, other: Packet): boolean =>
  other.protocol === 'arp' &&
  one.operation === other.operation &&
  one.sender.address === other.sender.address &&
  one.target.address === other.target.address &&
  one.atMs - other.atMs <= elsewhereMs;
