// Who stands where in the ladder: a lane for each machine that spoke, the client of the conversation that matters left,
// its server beside it. Programs that only made calls have lanes too: for Unix sockets they are all there is.

import type { Conversation } from '../../evidence/conversation.ts';
import type { Packet } from '../../evidence/packet.ts';
import { decisiveAct } from '../cause-word.ts';
import type { ContainerFacts } from '../page-data.ts';
import type { ReadCapture, ShownDetail } from './store.ts';

export interface Lane {
  /** `probe-1`; an address where no container has it. */
  readonly name: string;
  /** `probe`, `tcp service`; `no container` for a router or an address that nobody has. */
  readonly program: string;
  readonly addresses: readonly string[];
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** The lane of an address or of a container's name; -1 for none. */
  readonly laneOf: (name: string | undefined) => number;
  /** Machines beyond the most that can be drawn. */
  readonly leftOut: number;
}

const lanesMax = 6;
const edge = 10;

/** Where a lane stands in the ladder, in percent of its width. */
export const laneX = (lane: number, count: number): number =>
  count < 2 ? 50 : edge + (lane / (count - 1)) * (100 - 2 * edge);

/** Who sent a packet and to whom, as far as it says. */
export function endsOf(packet: Packet): readonly [from: string | undefined, to: string | undefined] {
  if (packet.protocol === 'tcp' || packet.protocol === 'udp') return [packet.from.address, packet.to.address];
  if (packet.protocol === 'arp') return [packet.sender.address, packet.target.address];
  return [packet.ip?.from, packet.ip?.to];
}

/** Multicast and broadcast are nobody's own. */
const isGroup = (address: string): boolean =>
  /^(22[4-9]|23\d)\./.test(address) ||
  address.startsWith('ff0') ||
  address.endsWith('.255') ||
  address === '::';

export function findLanes(
  detail: ShownDetail,
  capture: ReadCapture | undefined,
  callers: ReadonlySet<string>,
): Lanes {
  const owners = new Map(
    detail.containers.flatMap((container) => container.addresses.map((address) => [address, container])),
  );
  const order = [...addressesOf(detail, capture), ...callers];
  const lanes: Lane[] = [];
  const places = new Map<string, number>();
  let leftOut = 0;
  for (const name of order) {
    if (places.has(name)) continue;
    const container = owners.get(name) ?? detail.containers.find((each) => each.name === name);
    if (lanes.length === lanesMax) {
      leftOut += 1;
      places.set(name, -1);
      continue;
    }
    const place = lanes.length;
    lanes.push(laneFor(name, container));
    for (const each of [name, container?.name, ...(container?.addresses ?? [])]) {
      if (each !== undefined) places.set(each, place);
    }
  }
  return { lanes, laneOf: (name) => (name === undefined ? -1 : (places.get(name) ?? -1)), leftOut };
}

function laneFor(name: string, container: ContainerFacts | undefined): Lane {
  if (container === undefined) return { name, program: 'no container', addresses: [name] };
  return { name: container.name, program: container.program, addresses: container.addresses };
}

/** First the ends of what the scenario is about, then by the number of packets. */
function addressesOf(detail: ShownDetail, capture: ReadCapture | undefined): string[] {
  if (capture === undefined) return [];
  const counts = new Map<string, number>();
  // Packets outside of conversations, such as what every interface tells of itself, make no lane.
  for (const { turns } of capture.conversations) {
    for (const address of turns.flatMap(({ packet }) => endsOf(packet))) {
      if (address !== undefined && !isGroup(address)) counts.set(address, (counts.get(address) ?? 0) + 1);
    }
  }
  const main = mainConversation(detail, capture);
  const first = main === undefined ? [] : [main.client.address, main.server.address];
  const others = [...counts].toSorted(([, one], [, other]) => other - one).map(([address]) => address);
  return [...first.filter((address) => !isGroup(address)), ...others];
}

/** The conversation that the scenario looked at last, else the longest. */
export function mainConversation(
  { result }: ShownDetail,
  { conversations }: ReadCapture,
): Conversation | undefined {
  const signature = decisiveAct(result)?.wire?.signature;
  const told = conversations.find(
    ({ atMs }) => signature !== undefined && Math.abs(atMs - signature.atMs) < 1,
  );
  const rank = ({ transport, turns }: Conversation) =>
    turns.length + (transport === 'tcp' || transport === 'udp' ? 1e6 : 0);
  return told ?? conversations.toSorted((one, other) => rank(other) - rank(one))[0];
}
