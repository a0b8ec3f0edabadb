// A packet in words: what it is in a word, its colour, and the numbers that matter.

import type { Turn } from '../../evidence/conversation.ts';
import { marks } from '../../evidence/conversation.ts';
import type { IcmpPacket, Packet, TcpPacket } from '../../evidence/packet.ts';
import { countOfBytes } from '../../evidence/wire-event.ts';

export type Tone = 'open' | 'data' | 'ack' | 'end' | 'reset' | 'icmp' | 'neighbour' | 'other';

export interface PacketWords {
  /** `SYN`, `5 bytes`, `ICMP port-unreachable` */
  readonly what: string;
  /** `seq 0 · win 64240 · MSS 1460` */
  readonly numbers: string;
  readonly tone: Tone;
  readonly marks: readonly string[];
}

/** `elsewhere` and bare duplicates are told in the details only. */
const shownMarks: readonly string[] = Object.keys(marks).filter((mark) => mark !== 'probe-answer');

export function packetWords(packet: Packet, turn: Turn | undefined): PacketWords {
  return { ...words(packet, turn), marks: (turn?.marks ?? []).filter((mark) => shownMarks.includes(mark)) };
}

function words(packet: Packet, turn: Turn | undefined): Omit<PacketWords, 'marks'> {
  switch (packet.protocol) {
    case 'tcp':
      return segment(packet, turn);
    case 'udp':
      return { what: countOfBytes(packet.payloadBytes), numbers: ports(packet), tone: 'data' };
    case 'icmp':
      return {
        what: `ICMP ${packet.name}`,
        numbers: icmpNumbers(packet),
        tone: isHousekeeping(packet) ? 'neighbour' : 'icmp',
      };
    case 'arp':
      return packet.operation === 'who-has'
        ? { what: `ARP who has ${packet.target.address}?`, numbers: '', tone: 'neighbour' }
        : { what: `ARP ${packet.sender.address} is at`, numbers: packet.sender.mac, tone: 'neighbour' };
    default:
      return {
        what: packet.protocol === 'malformed' ? 'malformed' : 'other',
        numbers: packet.reason,
        tone: 'other',
      };
  }
}

/** Neighbours, routers and groups: IPv6 asks for them all the time. */
const isHousekeeping = ({ name }: IcmpPacket): boolean => /^(nd|mld)/.test(name);

const ports = ({ from, to }: { from: { port: number }; to: { port: number } }): string =>
  `${from.port} → ${to.port}`;

function segment(packet: TcpPacket, turn: Turn | undefined): Omit<PacketWords, 'marks'> {
  const { flags, options, payloadBytes } = packet;
  const names = (['syn', 'fin', 'rst', 'urg'] as const)
    .filter((name) => flags[name])
    .map((name) => name.toUpperCase());
  const isBare = names.length === 0 && payloadBytes === 0;
  if (flags.ack && (flags.syn || flags.rst || flags.fin || isBare)) names.push('ACK');
  const parts = [names.join(', '), ...(payloadBytes > 0 ? [countOfBytes(payloadBytes)] : [])];
  const numbers = [
    ...(isBare ? [] : [`seq ${turn?.seq ?? packet.seq}`]),
    ...(flags.ack ? [`ack ${turn?.ack ?? packet.ack}`] : []),
    ...(flags.rst ? [] : [`win ${turn?.windowBytes ?? packet.window}`]),
    ...(options.mss === undefined ? [] : [`MSS ${options.mss}`]),
    ...(options.sack === undefined ? [] : [`SACK of ${options.sack.length}`]),
  ];
  return {
    what: parts.filter((part) => part !== '').join(', '),
    numbers: numbers.join(' · '),
    tone: toneOf(packet),
  };
}

function toneOf({ flags, payloadBytes }: TcpPacket): Tone {
  if (flags.rst) return 'reset';
  if (flags.syn) return 'open';
  if (flags.fin) return 'end';
  return payloadBytes > 0 ? 'data' : 'ack';
}

function icmpNumbers({ mtuBytes, echo, target, quoted }: IcmpPacket): string {
  const parts = [
    ...(mtuBytes === undefined ? [] : [`MTU ${mtuBytes}`]),
    ...(echo === undefined ? [] : [`number ${echo.sequence}`]),
    ...(target === undefined ? [] : [target]),
    ...(quoted === undefined ? [] : [`quotes ${quotedWords(quoted)}`]),
  ];
  return parts.join(' · ');
}

const protocols: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

export const protocolName = (number: number): string => protocols[number] ?? `protocol ${number}`;

export function quotedWords({ ip, ports: quoted }: NonNullable<IcmpPacket['quoted']>): string {
  const port = (number: number | undefined) => (number === undefined ? '' : `:${number}`);
  return `${protocolName(ip.protocol)} ${ip.from}${port(quoted?.from)} → ${ip.to}${port(quoted?.to)}`;
}
