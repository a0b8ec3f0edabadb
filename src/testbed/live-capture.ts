// A capture that is looked into while it goes on: what has been sent until now is read, parsed, and one conversation
// picked out of it. The packets themselves stay in the sidecar until the capture ends.
//
//   sidecar -> pcap so far -> readPcap -> parsePackets -> groupConversations -> ObservedWire

import { SocketbedError } from '../errors/socketbed-error.ts';
import { type Conversation, findConversations } from '../evidence/conversation.ts';
import { groupConversations } from '../evidence/group-conversations.ts';
import { type ObservedWire, observe } from '../evidence/observed-wire.ts';
import { parsePackets } from '../evidence/parse-packet.ts';
import { readPcap } from '../evidence/pcap.ts';
import type { ProbeSocket } from './probe-socket.ts';
import type { Capture } from './sidecar-capture.ts';

export interface WireQuery {
  /** Default: any but `arp` and `ndp`. */
  readonly transport?: Conversation['transport'];
  /** That of this socket. Default: the one that began last. */
  readonly of?: ProbeSocket;
  /** Addresses, with ports or without, that its ends must have. */
  readonly ends?: readonly string[];
}

export class LiveCapture {
  /** Of the container whose packets they are. */
  readonly name: string;
  readonly #capture: Capture;

  /** Of a bed: see BorrowedBed.capture. */
  constructor(name: string, capture: Capture) {
    this.name = name;
    this.#capture = capture;
  }

  /** The conversation that began last, or the one asked for, with all packets that were sent until now. */
  async wire(query: WireQuery = {}): Promise<ObservedWire> {
    const found = await this.conversations(query);
    // One whose beginning was not captured began before: what an earlier scenario has left sends again.
    const conversation = found.findLast(({ began }) => began === 'start') ?? found.at(-1);
    if (conversation !== undefined) return observe(this.name, conversation, now());
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the capture at ${this.name} has no such conversation`,
      found: JSON.stringify({ ...query, of: query.of?.outcome }),
      advice: 'Was the capture started before the first packet, at the right container?',
    });
  }

  /** All that fit, in the order in which they began. */
  async conversations({ transport, of, ends = [] }: WireQuery = {}): Promise<Conversation[]> {
    const { conversations } = groupConversations(parsePackets(readPcap(await this.#capture.read()).records));
    const wanted = transport === undefined ? {} : { transport };
    const fitting = findConversations(conversations, { ...wanted, ends: [...ends, ...endsOf(of)] });
    const isNeighbours = ({ transport: kind }: Conversation) => kind === 'arp' || kind === 'ndp';
    return transport === undefined ? fitting.filter((each) => !isNeighbours(each)) : fitting;
  }

  /** The pcap file of everything until now. */
  pcap(): Promise<Buffer> {
    return this.#capture.read();
  }

  /** Ends it. Twice is fine. */
  async stop(): Promise<void> {
    await this.#capture.stop();
  }
}

/** Both ends of a connected or accepted socket; an address of everybody (0.0.0.0) says nothing. */
function endsOf(socket: ProbeSocket | undefined): string[] {
  const outcome = socket?.outcome;
  if (outcome === undefined || !('local' in outcome)) return [];
  const ends = [outcome.local, ...(outcome.peer === undefined ? [] : [outcome.peer])];
  return ends.filter((end) => !/^(0\.0\.0\.0|\[::\]):/.test(end));
}

const now = (): number => performance.timeOrigin + performance.now();
