// A packets fault as nftables rules. Pure: text out, nothing done.
//
//   { direction: 'in', protocol: 'tcp', localPort: 8080 } + every 3rd + drop
//     -> inet input: meta l4proto tcp th dport 8080 counter numgen inc mod 3 2 counter drop
//
// Two counters in each rule: what matched, and what something was done to.

import type { PacketAction, PacketMatch, Rejection, SidecarFault } from '../../src/protocol/sidecar.ts';
import { versionOf, whole } from './checks.ts';
import { hex, matchTexts, payloadAt } from './packet-match.ts';
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
  /** That packets get which go through a queue: those to be delayed, those of connections to be reset. */
  readonly queueMark: number;
}

/** The rules for a fault. Throws OPTION_INVALID. */
export function packetRules(
  { match, pick, action }: PacketFault,
  { devices, queueMark }: RuleSurroundings,
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
        ...actionTexts(isQueued(action) ? { do: 'mark', value: queueMark } : action, versioned, device),
      ].join(' '),
    }));
  });
}

/** No rule can do it: the packets go through a queue. */
type QueuedAction = Extract<PacketAction, { do: 'delay' | 'reset' }>;

const isQueued = (action: PacketAction): action is QueuedAction =>
  action.do === 'delay' || action.do === 'reset';

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
  const isTcp =
    match.tcpFlags !== undefined ||
    action.do === 'reset' ||
    (action.do === 'reject' && action.with === 'tcp-reset');
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
function check(match: PacketMatch, action: PacketAction): void {
  const given: Readonly<Record<string, unknown>> = { ...match };
  for (const [name, choices] of Object.entries(words))
    if (!choices.includes(given[name])) throw invalid(`${name} cannot be this`, String(given[name]));
  checkMatch(match);
  if (match.on === 'wire' && !['drop', 'duplicate', 'corrupt', 'count', 'ttl'].includes(action.do))
    throw invalid('this can be done on the host only', action.do);
  if (action.do === 'reject') checkRejection(match, action.with);
  if (action.do === 'reset' && match.protocol !== 'tcp')
    throw invalid('only TCP has connections to be reset', `protocol ${match.protocol}`);
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

function actionTexts(
  action: Exclude<PacketAction, QueuedAction>,
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
