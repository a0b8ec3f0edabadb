// One conversation while its packets still come: who sent each of them, and what is remarkable about it.

import type { Conversation, ConversationTransport, Mark, Side, Speaker, Turn } from './conversation.ts';
import { Copies } from './copies.ts';
import type { Endpoint, IcmpPacket, Packet, TcpPacket } from './packet.ts';
import { TcpTrack } from './tcp-track.ts';

export class Draft {
  readonly transport: ConversationTransport;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly atMs: number;
  readonly turns: Turn[] = [];
  readonly #track = new TcpTrack();
  readonly #copies = new Copies();

  constructor(transport: ConversationTransport, client: Endpoint, server: Endpoint, atMs: number) {
    this.transport = transport;
    this.client = client;
    this.server = server;
    this.atMs = atMs;
  }

  finished(): Conversation {
    const { transport, client, server, atMs, turns } = this;
    const began = transport === 'tcp' ? this.#track.began : 'start';
    return { transport, client, server, began, atMs, turns };
  }

  /** Whose endpoint this is. A socket connected to itself is all client. */
  sideOf({ address, port }: Endpoint): Side {
    return port === this.client.port && address === this.client.address ? 'client' : 'server';
  }

  /** Whether a packet between the same endpoints begins another connection. */
  isEndedBy({ flags, from, seq }: TcpPacket): boolean {
    if (!flags.syn || flags.ack) return false;
    const side = this.sideOf(from);
    // Both may call each other at once (RFC 9293 section 3.5), or an ICMP error alone was here before the SYN.
    return !this.#track.isSameSyn(side, seq) && !this.#track.isSilent(side);
  }

  /** Whether an endpoint can have sent this number, as an ICMP error quotes it. */
  knows(from: Endpoint, seq: number): boolean {
    return this.transport === 'tcp' && this.#track.knows(this.sideOf(from), seq);
  }

  addTcp(packet: TcpPacket): void {
    const from = this.sideOf(packet.from);
    const copy = this.#copies.markOf(packet);
    if (copy !== undefined) this.#push(packet, from, [copy]);
    else this.turns.push({ packet, from, ...this.#track.add(packet, from) });
  }

  /** An ICMP error about a packet of the side `about`. */
  addIcmpError(packet: IcmpPacket, about: Side): void {
    const peer: Side = about === 'client' ? 'server' : 'client';
    const sender = packet.ip.from;
    // Where both have one address, it is the other side that complains; alone, a machine may tell itself.
    const from = [peer, about].find((side) => this[side].address === sender) ?? 'other';
    const copy = this.#copies.markOf(packet);
    this.turns.push({ packet, from, about, marks: copy === undefined ? [] : [copy], newBytes: 0 });
  }

  addPacket(packet: Packet, from: Speaker, payloadBytes: number): void {
    const copy = this.#copies.markOf(packet);
    if (copy === undefined) this.#push(packet, from, [], payloadBytes);
    else this.#push(packet, from, [copy]);
  }

  #push(packet: Packet, from: Speaker, marks: readonly Mark[], newBytes = 0): void {
    this.turns.push({ packet, from, marks, newBytes });
  }
}
