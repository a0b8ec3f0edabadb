// A packets fault as nftables rules. Pure: text out, nothing done.
//
//   { direction: 'in', protocol: 'tcp', localPort: 8080 } + every 3rd + drop
//     -> inet input: meta l4proto tcp th dport 8080 counter numgen inc mod 3 2 counter drop
//
// Two counters in each rule: what matched, and what something was done to.

import { isIP } from 'node:net';
import type { PacketAction, PacketMatch, Rejection, SidecarFault } from '../../src/protocol/sidecar.ts';
import { pickText } from './pick.ts';
import { invalid } from './problem.ts';

export type PacketFault = Extract<SidecarFault, { kind: 'packets' }>;

/** Where a rule goes: family and chain of our tables. */
export type RulePlace =
  | 'inet input'
  | 'inet output'
  | 'netdev ingress'
  | 'netdev egress'
  | 'ip prerouting'
  | 'ip6 prerouting';

export interface PacketRule {
  readonly place: RulePlace;
  readonly text: string;
}

/** What is not in the fault itself. */
export interface RuleSurroundings {
  /** The target's network devices. */
  readonly devices: readonly string[];
  /** That packets to be delayed get. */
  readonly delayMark: number;
}

/** The rules for a fault. Throws OPTION_INVALID. */
export function packetRules(
  { match, pick, action }: PacketFault,
  { devices, delayMark }: RuleSurroundings,
): PacketRule[] {
  const wanted = withImplied(match, action);
  check(wanted, action);
  return versionsFor(wanted, action).flatMap((version) => {
    const versioned = version === undefined ? wanted : { ...wanted, ipVersion: version };
    const texts = [...matchTexts(versioned), 'counter', ...pickText(pick), 'counter'];
    return placesFor(versioned, action, devices).map(({ place, condition, device }) => ({
      place,
      text: [
        ...condition,
        ...texts,
        ...actionTexts(action.do === 'delay' ? { do: 'mark', value: delayMark } : action, versioned, device),
      ].join(' '),
    }));
  });
}

const rejectionsV4: readonly Rejection[] = [
  'net-unreachable',
  'host-unreachable',
  'prot-unreachable',
  'port-unreachable',
  'net-prohibited',
  'host-prohibited',
  'admin-prohibited',
];
const rejectionsV6: readonly Rejection[] = [
  'no-route',
  'admin-prohibited',
  'addr-unreachable',
  'port-unreachable',
  'policy-fail',
  'reject-route',
];

/** What the rest of the fault says about the packets. */
function withImplied(match: PacketMatch, action: PacketAction): PacketMatch {
  const isTcp = match.tcpFlags !== undefined || (action.do === 'reject' && action.with === 'tcp-reset');
  const version = match.peer === undefined ? undefined : versionOf(match.peer);
  return {
    ...match,
    ...(isTcp && match.protocol === undefined ? { protocol: 'tcp' } : {}),
    ...(version === undefined || match.ipVersion !== undefined ? {} : { ipVersion: version }),
    // What leaves twice leaves the device twice.
    ...(action.do === 'duplicate' && match.direction === 'out' ? { on: 'wire' } : {}),
  };
}

/** All words that become part of a rule as they are: nothing else may. */
const words: Readonly<Record<string, readonly unknown[]>> = {
  direction: ['in', 'out'],
  on: ['host', 'wire', undefined],
  protocol: ['tcp', 'udp', 'icmp', undefined],
  ipVersion: [4, 6, undefined],
  state: ['new', 'established', undefined],
};
const flagNames: readonly unknown[] = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ecn', 'cwr'];

function check(match: PacketMatch, action: PacketAction): void {
  const given: Readonly<Record<string, unknown>> = { ...match };
  for (const [name, choices] of Object.entries(words))
    if (!choices.includes(given[name])) throw invalid(`${name} cannot be this`, String(given[name]));
  checkMatch(match);
  if (match.on === 'wire' && !['drop', 'duplicate', 'corrupt', 'count', 'ttl'].includes(action.do))
    throw invalid('this can be done on the host only', action.do);
  if (action.do === 'reject') checkRejection(match, action.with);
}

function checkMatch({ protocol, tcpFlags, ipVersion, peer, on, state }: PacketMatch): void {
  if (tcpFlags !== undefined && protocol !== 'tcp')
    throw invalid('only TCP has flags', `protocol ${protocol}`);
  if (peer !== undefined && versionOf(peer) !== ipVersion)
    throw invalid('the peer is not of the IP version', `${peer}, IPv${ipVersion}`);
  if (state !== undefined && protocol !== 'tcp' && protocol !== 'udp')
    throw invalid('only packets of TCP, or of UDP, have a connection state', `protocol ${protocol}`);
  if (on === 'wire' && state !== undefined && protocol === 'udp')
    throw invalid('the wire knows no connection state of UDP', state);
}

function checkRejection({ protocol, ipVersion }: PacketMatch, rejection: Rejection): void {
  if (rejection === 'tcp-reset') {
    if (protocol !== 'tcp') throw invalid('only TCP can be answered with a reset', `protocol ${protocol}`);
    return;
  }
  const names = [...(ipVersion === 6 ? [] : rejectionsV4), ...(ipVersion === 4 ? [] : rejectionsV6)];
  if (!names.includes(rejection)) throw invalid('no rejection of that name for these packets', rejection);
}

/** One rule for both IP versions where the kernel has words for both, else one for each. */
function versionsFor({ ipVersion, on }: PacketMatch, action: PacketAction): (4 | 6 | undefined)[] {
  if (ipVersion !== undefined) return [ipVersion];
  if (action.do === 'reject' && action.with !== 'tcp-reset') {
    const [v4, v6] = [rejectionsV4.includes(action.with), rejectionsV6.includes(action.with)];
    return [...(v4 ? [4 as const] : []), ...(v6 ? [6 as const] : [])];
  }
  const needsVersion = action.do === 'ttl' || action.do === 'duplicate' || on === 'wire';
  return needsVersion ? [4, 6] : [undefined];
}

interface Placed {
  readonly place: RulePlace;
  readonly condition: readonly string[];
  readonly device?: string;
}

// A copy goes the same way again; by this bit of the mark it is not copied again. Marks end at the target's cable.
const copyBit = '0x40000000';
const copyOnce = `meta mark & ${copyBit} == 0`;
const markCopy = `meta mark set meta mark or ${copyBit}`;

function placesFor(
  { direction, on = 'host', ipVersion }: PacketMatch,
  action: PacketAction,
  devices: readonly string[],
): Placed[] {
  const isIn = direction === 'in';
  const family = ipVersion === 6 ? 'ip6' : 'ip';
  // The copy comes by the loopback.
  if (action.do === 'duplicate' && isIn)
    return [{ place: `${family} prerouting`, condition: ['iifname != "lo"'] }];
  const onWire = [`meta protocol ${family}`];
  if (action.do === 'duplicate') {
    const condition = (device: string) => [`oifname "${device}"`, ...onWire, copyOnce];
    return devices.map((device) => ({ place: 'netdev egress', condition: condition(device), device }));
  }
  if (on === 'wire') return [{ place: isIn ? 'netdev ingress' : 'netdev egress', condition: onWire }];
  const condition = ipVersion === undefined ? [] : [`meta nfproto ipv${ipVersion}`];
  return [{ place: isIn ? 'inet input' : 'inet output', condition }];
}

const ethernetHeaderBytes = 14;

function matchTexts(match: PacketMatch): string[] {
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
  if (!(Number.isInteger(port) && port > 0 && port < 65_536)) throw invalid('not a port', String(port));
  return [`th ${side} ${port}`];
}

function flagTexts(flags: PacketMatch['tcpFlags']): string[] {
  if (flags === undefined) return [];
  const { set = [], unset = [] } = flags;
  const all = [...set, ...unset];
  const unknown = all.find((flag) => !flagNames.includes(flag));
  if (all.length === 0 || unknown !== undefined) throw invalid('tcpFlags must name flags', String(unknown));
  return [`tcp flags & (${all.join('|')}) == ${set.length === 0 ? '0x0' : set.join('|')}`];
}

function actionTexts(
  action: Exclude<PacketAction, { do: 'delay' }>,
  { ipVersion }: PacketMatch,
  device: string | undefined,
): string[] {
  switch (action.do) {
    case 'drop':
      return ['drop'];
    case 'reject':
      if (action.with === 'tcp-reset') return ['reject with tcp reset'];
      return [`reject with ${ipVersion === 6 ? 'icmpv6' : 'icmp'} type ${action.with}`];
    case 'duplicate':
      if (device !== undefined) return [markCopy, `dup to "${device}"`];
      return [ipVersion === 6 ? 'dup to ip6 daddr' : 'dup to ip daddr'];
    case 'corrupt':
      return [`${payloadAt(action)} set ${hex(action.bytes)}`];
    case 'ttl':
      return [`${ipVersion === 6 ? 'ip6 hoplimit' : 'ip ttl'} set ${whole(action.value, 'ttl', 255)}`];
    case 'mark':
      return [`meta mark set ${whole(action.value, 'mark')}`];
    case 'count':
      return [];
    default:
      throw invalid('no such thing to do with packets', JSON.stringify(action));
  }
}

const payloadBytesMax = 16;

/** What TCP or UDP carries, however long the header before it is. */
function payloadAt({ offset, bytes }: { readonly offset: number; readonly bytes: string }): string {
  const length = Buffer.from(bytes, 'base64').length;
  if (length < 1 || length > payloadBytesMax)
    throw invalid(`payload bytes can be 1 to ${payloadBytesMax}`, String(length));
  return `@ih,${whole(offset, 'offset', 2047) * 8},${length * 8}`;
}

const hex = (base64: string): string => `0x${Buffer.from(base64, 'base64').toString('hex')}`;

export function whole(value: number, name: string, max = 2 ** 32 - 1): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw invalid(`${name} must be a whole number up to ${max}`, String(value));
}

/** Of an address, or of a network as `172.19.0.0/16`. Throws OPTION_INVALID when it is neither. */
export function versionOf(address: string): 4 | 6 {
  const [host = '', length, ...rest] = address.split('/');
  const version = isIP(host);
  const isLength =
    length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
  if ((version === 4 || version === 6) && isLength && rest.length === 0 && !host.includes('%'))
    return version;
  throw invalid('not an IP address or network', address);
}
