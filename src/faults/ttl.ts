// The hop count is lowered: packets die at the next router, which says so (ICMP time-exceeded).

import type { PacketMatch } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

export function ttl(value: number, match: PacketMatch): Fault {
  return {
    name: 'ttl',
    does: `sets the hop count of ${describeMatch(match)} to ${value}`,
    needs: ['nft ttl'],
    how: [packets(match, { do: 'ttl', value })],
    shows: { kind: 'unreachable', code: 'EHOSTUNREACH', wire: ['SYN', 'ICMP ttl-exceeded'] },
  };
}
