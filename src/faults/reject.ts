// Packets are answered with no: a reset, or ICMP "unreachable" in one of its codes, as a firewall or a router does. What
// programs make of each code is the kernel's own table (RFC 1122, 4.2.3.9; Linux icmp_err_convert, icmpv6_err_convert).

import type { FailureKind } from '../errors/outcome.ts';
import type { PacketMatch, Rejection } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

const shown: Readonly<Record<4 | 6, Partial<Record<Rejection, readonly [FailureKind, string]>>>> = {
  4: {
    'tcp-reset': ['refused', 'ECONNREFUSED'],
    'net-unreachable': ['unreachable', 'ENETUNREACH'],
    'host-unreachable': ['unreachable', 'EHOSTUNREACH'],
    'prot-unreachable': ['unreachable', 'ENOPROTOOPT'],
    'port-unreachable': ['refused', 'ECONNREFUSED'],
    'net-prohibited': ['unreachable', 'ENETUNREACH'],
    'host-prohibited': ['unreachable', 'EHOSTUNREACH'],
    'admin-prohibited': ['unreachable', 'EHOSTUNREACH'],
  },
  6: {
    'tcp-reset': ['refused', 'ECONNREFUSED'],
    'no-route': ['unreachable', 'ENETUNREACH'],
    'admin-prohibited': ['denied', 'EACCES'],
    'addr-unreachable': ['unreachable', 'EHOSTUNREACH'],
    'port-unreachable': ['refused', 'ECONNREFUSED'],
    'policy-fail': ['denied', 'EACCES'],
    'reject-route': ['denied', 'EACCES'],
  },
};

/** What a client gets that tries to connect, by IP version; undefined for a code that the version does not have. */
export function rejectionShows(ipVersion: 4 | 6, rejection: Rejection): Fault['shows'] | undefined {
  const [kind, code] = shown[ipVersion][rejection] ?? [];
  if (kind === undefined || code === undefined) return undefined;
  const answer = rejection === 'tcp-reset' ? 'RST from server' : `ICMP ${rejection}`;
  return { kind, code, wire: ['SYN', answer] };
}

/** Answers what matches instead of letting it in or out. */
export function reject(rejection: Rejection, match: PacketMatch): Fault {
  const shows = rejectionShows(match.ipVersion ?? 4, rejection);
  const answer = rejection === 'tcp-reset' ? 'a reset' : `ICMP ${rejection}`;
  return {
    name: 'reject',
    does: `answers ${describeMatch(match)} with ${answer}`,
    needs: [
      rejection === 'tcp-reset'
        ? 'nft reject tcp reset'
        : `nft reject icmp${match.ipVersion === 6 ? 'v6' : ''}`,
    ],
    how: [packets(match, { do: 'reject', with: rejection })],
    ...(shows === undefined ? {} : { shows }),
  };
}
