// Ends a connection when so many bytes have passed, no matter in what pieces they come: the packet that would bring more
// is cut where the limit is, and from then on whoever sends something on that connection is answered with a reset, and
// nothing gets through.
//
//   seq ... |  afterBytes  |                      of the direction that is counted
//   ---------------------->| cut                  the receiver has the bytes, acknowledges them
//                   RST <--                       ... and is told. The sender is told at its next packet.

import type { Count, PacketMatch } from '../../src/protocol/sidecar.ts';
import type { Readiness } from '../probe/readiness.ts';
import { whole } from './checks.ts';
import type { Nftables } from './nftables.ts';
import { PacketQueue, type QueuedPacket } from './packet-queue.ts';
import type { PacketRule } from './packet-rule.ts';
import { leadToQueue } from './queues.ts';
import { cutSegment, readSegment, resetSegment, type TcpSegment } from './tcp-segment.ts';

/** Where the rules of ended connections go. */
export interface RuleKeeper {
  /** Puts rules in, and gives what takes them out again. */
  add(rules: readonly PacketRule[]): () => void;
}

export interface Limit {
  /** Of the fault. */
  readonly number: number;
  readonly direction: PacketMatch['direction'];
  /** Of what TCP carries in that direction. */
  readonly afterBytes: number;
}

export interface ActiveLimit {
  /** Packets, as they would be on the wire, that were cut, changed into a reset, or lost to one. */
  hit(): Count;
  /** To be called when no packet gets the mark any more. */
  end(): void;
}

/** Watches all connections of the mark. Throws OPTION_INVALID. */
export function limitConnections(nft: Nftables, limit: Limit, rules: RuleKeeper): ActiveLimit {
  whole(limit.afterBytes, 'afterBytes');
  const hit = { packets: 0, bytes: 0 };
  const onHit = (bytes: number) => {
    hit.packets += 1;
    hit.bytes += bytes;
  };
  const lead = { number: limit.number, direction: limit.direction, what: 'reset connections' };
  const end = leadToQueue(
    nft,
    lead,
    (queue, readiness) => new LimitedConnections({ ...limit, queue, readiness, rules, onHit }),
  );
  return { hit: () => hit, end };
}

interface Watched {
  /** Sequence number of the first byte that counts. */
  readonly base: number;
  /** Once it has ended: takes the rules out that keep it so. */
  unblock?: () => void;
}

interface Limits extends Limit {
  readonly queue: number;
  readonly readiness: Readiness;
  readonly rules: RuleKeeper;
  readonly onHit: (bytes: number) => void;
}

class LimitedConnections {
  readonly #queue: PacketQueue;
  readonly #limits: Limits;
  readonly #connections = new Map<string, Watched>();

  constructor(limits: Limits) {
    const { queue, readiness } = limits;
    this.#limits = limits;
    const onPacket = (packet: QueuedPacket) => this.#judge(packet);
    this.#queue = new PacketQueue(queue, { readiness, withBytes: true, onPacket });
  }

  close(): void {
    this.#queue.take();
    this.#queue.close();
    for (const { unblock } of this.#connections.values()) unblock?.();
  }

  #judge(packet: QueuedPacket): void {
    const segment = readSegment(packet.bytes);
    if (segment === undefined || segment.isReset) this.#queue.accept(packet.id);
    else this.#limit(packet, segment);
  }

  #limit({ id, bytes }: QueuedPacket, segment: TcpSegment): void {
    const { afterBytes, direction, rules, onHit } = this.#limits;
    const connection = this.#connectionOf(segment);
    // Sequence numbers go round: the distance is right as a signed number.
    const before = (segment.sequence - connection.base) | 0;
    const allowed = afterBytes - before;
    if (segment.isSyn || segment.payloadBytes <= allowed) {
      this.#queue.accept(id);
      return;
    }
    connection.unblock ??= rules.add(endRules(segment, direction));
    onHit(bytes.length);
    if (allowed > 0) this.#queue.replace(id, cutSegment(bytes, allowed));
    else if (allowed === 0) this.#queue.replace(id, resetSegment(bytes));
    // Was on its way already when the one before it was cut.
    else this.#queue.drop(id);
  }

  /** A new one counts from its beginning, one that was open before from now on. */
  #connectionOf({ isSyn, sequence, source, sourcePort, target, targetPort }: TcpSegment): Watched {
    const key = `${source} ${sourcePort} ${target} ${targetPort}`;
    const known = this.#connections.get(key);
    if (known !== undefined && !isSyn) return known;
    known?.unblock?.();
    const connection: Watched = { base: isSyn ? (sequence + 1) >>> 0 : sequence };
    this.#connections.set(key, connection);
    return connection;
  }
}

/** Every packet of this connection, either way, is answered with a reset; one that begins another is not. */
export function endRules(segment: TcpSegment, direction: PacketMatch['direction']): PacketRule[] {
  const { source, sourcePort, target, targetPort, ipVersion } = segment;
  const [ip, there, back] = [
    ipVersion === 6 ? 'ip6' : 'ip',
    direction === 'in' ? 'inet input' : 'inet output',
    direction === 'in' ? 'inet output' : 'inet input',
  ] as const;
  const isMiddle = 'tcp flags & (syn|rst) == 0x0';
  const ends = (from: string, fromPort: number, to: string, toPort: number) =>
    `${ip} saddr ${from} ${ip} daddr ${to} tcp sport ${fromPort} tcp dport ${toPort}`;
  const answer = `${isMiddle} counter counter reject with tcp reset`;
  return [
    { place: there, text: `${ends(source, sourcePort, target, targetPort)} ${answer}` },
    { place: back, text: `${ends(target, targetPort, source, sourcePort)} ${answer}` },
  ];
}
