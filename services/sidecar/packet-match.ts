// Which packets, as nftables has it: conditions that are all to hold.

import type { PacketMatch } from '../../src/protocol/sidecar.ts';
import { checkedPort, whole } from './checks.ts';
import { invalid } from './problem.ts';

const ethernetHeaderBytes = 14;

/** Conditions on the packets, seen from the target. Throws OPTION_INVALID. */
export function matchTexts(match: PacketMatch): string[] {
  const { direction, on, ipVersion, peer, lengthOver, lengthUnder, payload } = match;
  const [ours, theirs] = direction === 'in' ? ['dport', 'sport'] : ['sport', 'dport'];
  const family = ipVersion === 6 ? 'ip6' : 'ip';
  // On its way out a frame has its Ethernet header already.
  const header = on === 'wire' && direction === 'out' ? ethernetHeaderBytes : 0;
  return [
    ...protocolTexts(match),
    ...(peer === undefined ? [] : [`${family} ${direction === 'in' ? 'saddr' : 'daddr'} ${peer}`]),
    ...portText(ours, match.localPort),
    ...portText(theirs, match.peerPort),
    ...stateTexts(match),
    ...flagTexts(match.tcpFlags),
    ...(lengthOver === undefined ? [] : [`meta length > ${whole(lengthOver + header, 'lengthOver')}`]),
    ...(lengthUnder === undefined ? [] : [`meta length < ${whole(lengthUnder + header, 'lengthUnder')}`]),
    ...(payload === undefined ? [] : [`${payloadAt(payload)} ${hex(payload.bytes)}`]),
  ];
}

function protocolTexts({ protocol, localPort, peerPort, payload }: PacketMatch): string[] {
  if (protocol === 'icmp') return ['meta l4proto { icmp, ipv6-icmp }'];
  if (protocol !== undefined) return [`meta l4proto ${protocol}`];
  const needsPorts = [localPort, peerPort, payload].some((part) => part !== undefined);
  return needsPorts ? ['meta l4proto { tcp, udp }'] : [];
}

/** Of TCP by its flags: conntrack takes a connection that it has not seen the beginning of for a new one. */
function stateTexts({ protocol, state }: PacketMatch): string[] {
  if (state === undefined) return [];
  if (protocol === 'udp') return [`ct state ${state}`];
  return [`tcp flags & (syn|ack) ${state === 'new' ? '==' : '!='} syn`];
}

function portText(side: string, port: number | undefined): string[] {
  if (port === undefined) return [];
  return [`th ${side} ${checkedPort(port)}`];
}

function flagTexts(flags: PacketMatch['tcpFlags']): string[] {
  if (flags === undefined) return [];
  const { set = [], unset = [] } = flags;
  const all = [...set, ...unset];
  const unknown = all.find((flag) => !flagNames.includes(flag));
  if (all.length === 0 || unknown !== undefined) throw invalid('tcpFlags must name flags', String(unknown));
  return [`tcp flags & (${all.join('|')}) == ${set.length === 0 ? '0x0' : set.join('|')}`];
}

const flagNames: readonly unknown[] = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ecn', 'cwr'];

const payloadBytesMax = 16;

/** What TCP or UDP carries, however long the header before it is. */
export function payloadAt({ offset, bytes }: { readonly offset: number; readonly bytes: string }): string {
  const length = Buffer.from(bytes, 'base64').length;
  if (length < 1 || length > payloadBytesMax)
    throw invalid(`payload bytes can be 1 to ${payloadBytesMax}`, String(length));
  return `@ih,${whole(offset, 'offset', 2047) * 8},${length * 8}`;
}

export const hex = (base64: string): string => `0x${Buffer.from(base64, 'base64').toString('hex')}`;
