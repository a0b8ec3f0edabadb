// Packets into conversations: each to the one it belongs to, with what is remarkable about it.
//
//   TCP, UDP     by the two endpoints; TCP anew with every SYN that begins at another number
//   ICMP error   to the conversation that it quotes; alone where nothing else of that was seen
//   fragments    to the conversation of the first one
//   ARP, NDP     by who asks for whom
//
// Two captures of one packet whose addresses were translated in between (NAT) are two conversations here.

import type { Conversations, ConversationTransport, Speaker } from './conversation.ts';
import { Draft } from './conversation-draft.ts';
import type { ArpPacket, Endpoint, IcmpPacket, IpHeader, Packet, TcpPacket, UdpPacket } from './packet.ts';

/** Groups packets given in the order of their capture. */
export function groupConversations(packets: Iterable<Packet>): Conversations {
  const grouping = new Grouping();
  for (const packet of packets) grouping.add(packet);
  return {
    conversations: grouping.drafts.map((draft) => draft.finished()),
    others: grouping.others,
  };
}

class Grouping {
  readonly drafts: Draft[] = [];
  readonly others: Packet[] = [];
  /** Newest last. */
  readonly #byEnds = new Map<string, Draft[]>();
  readonly #byDatagram = new Map<string, { draft: Draft; from: Speaker }>();

  add(packet: Packet): void {
    if (packet.protocol === 'tcp') this.#addTcp(packet);
    else if (packet.protocol === 'udp') this.#addUdp(packet);
    else if (packet.protocol === 'icmp') this.#addIcmp(packet);
    else if (packet.protocol === 'arp') this.#addArp(packet);
    else this.#addPiece(packet);
  }

  #addTcp(packet: TcpPacket): void {
    const { from, to, flags } = packet;
    let draft = this.#newest('tcp', from, to);
    if (draft === undefined || draft.isEndedBy(packet)) {
      // Without a SYN to tell, a server has the lower port.
      const reversed = flags.syn ? flags.ack : from.port < to.port;
      draft = reversed ? this.#begin('tcp', to, from, packet) : this.#begin('tcp', from, to, packet);
    }
    draft.addTcp(packet);
    this.#notePieces(packet.ip, draft, draft.sideOf(from));
  }

  #addUdp(packet: UdpPacket): void {
    const { from, to } = packet;
    const draft = this.#newest('udp', from, to) ?? this.#begin('udp', from, to, packet);
    draft.addPacket(packet, draft.sideOf(from), packet.payloadBytes);
    this.#notePieces(packet.ip, draft, draft.sideOf(from));
  }

  #addIcmp(packet: IcmpPacket): void {
    if (packet.echo !== undefined) this.#addEcho(packet, packet.echo.id);
    else if (packet.target !== undefined) this.#addNeighbour(packet, packet.target);
    else if (!this.#addIcmpError(packet)) this.others.push(packet);
  }

  #addEcho(packet: IcmpPacket, id: number): void {
    const [from, to] = [endpoint(packet.ip.from, id), endpoint(packet.ip.to, id)];
    if (packet.name === 'echo-request') this.#add('icmp', from, to, packet, 'client');
    else this.#add('icmp', to, from, packet, 'server');
  }

  #addNeighbour(packet: IcmpPacket, target: string): void {
    const { name, ip } = packet;
    if (name === 'nd-neighbor-solicit')
      this.#add('ndp', endpoint(ip.from), endpoint(target), packet, 'client');
    else this.#add('ndp', endpoint(ip.to), endpoint(target), packet, 'server');
  }

  #addIcmpError(packet: IcmpPacket): boolean {
    const { quoted } = packet;
    const transport = quotedTransports[quoted?.ip.protocol ?? 0];
    if (quoted?.ports === undefined || transport === undefined) return false;
    const from = endpoint(quoted.ip.from, quoted.ports.from);
    const to = endpoint(quoted.ip.to, quoted.ports.to);
    const candidates = this.#byEnds.get(keyOf(transport, from, to)) ?? [];
    const draft =
      candidates.findLast((each) => quoted.seq === undefined || each.knows(from, quoted.seq)) ??
      candidates.at(-1) ??
      (transport === 'tcp' && from.port < to.port
        ? this.#begin(transport, to, from, packet)
        : this.#begin(transport, from, to, packet));
    draft.addIcmpError(packet, draft.sideOf(from));
    return true;
  }

  #addArp(packet: ArpPacket): void {
    const [sender, target] = [endpoint(packet.sender.address), endpoint(packet.target.address)];
    if (packet.operation === 'who-has') this.#add('arp', sender, target, packet, 'client');
    else this.#add('arp', target, sender, packet, 'server');
  }

  // Asked the other way round it is another question, so these are looked up by client and server in that order.
  #add(
    transport: ConversationTransport,
    client: Endpoint,
    server: Endpoint,
    packet: Packet,
    from: Speaker,
  ): void {
    const draft = this.#newest(transport, client, server) ?? this.#begin(transport, client, server, packet);
    draft.addPacket(packet, from, 0);
  }

  #addPiece(packet: Packet): void {
    const ip = 'ip' in packet ? packet.ip : undefined;
    const first = ip?.fragment === undefined ? undefined : this.#byDatagram.get(datagramKey(ip));
    if (first === undefined) this.others.push(packet);
    else first.draft.addPacket(packet, first.from, 0);
  }

  #notePieces(ip: IpHeader, draft: Draft, from: Speaker): void {
    if (ip.fragment?.more === true) this.#byDatagram.set(datagramKey(ip), { draft, from });
  }

  #newest(transport: ConversationTransport, one: Endpoint, other: Endpoint): Draft | undefined {
    return this.#byEnds.get(keyOf(transport, one, other))?.at(-1);
  }

  #begin(transport: ConversationTransport, client: Endpoint, server: Endpoint, packet: Packet): Draft {
    const draft = new Draft(transport, client, server, packet.atMs);
    this.drafts.push(draft);
    const key = keyOf(transport, client, server);
    const drafts = this.#byEnds.get(key);
    if (drafts === undefined) this.#byEnds.set(key, [draft]);
    else drafts.push(draft);
    return draft;
  }
}

const quotedTransports: Readonly<Record<number, 'tcp' | 'udp'>> = { 6: 'tcp', 17: 'udp' };

const endpoint = (address: string, port = 0): Endpoint => ({ address, port });

const datagramKey = ({ from, to, protocol, id }: IpHeader): string => `${from} ${to} ${protocol} ${id}`;

function keyOf(transport: ConversationTransport, one: Endpoint, other: Endpoint): string {
  const [first, second] = [`${one.address} ${one.port}`, `${other.address} ${other.port}`];
  const mutual = transport === 'tcp' || transport === 'udp';
  return mutual && second < first ? `${transport} ${second} ${first}` : `${transport} ${first} ${second}`;
}
