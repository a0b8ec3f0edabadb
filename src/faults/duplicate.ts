// Packets arrive twice, as after a retransmission below IP. TCP hides it; a UDP program gets both.

import type { PacketMatch, Pick } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';
import { describePick } from './lose.ts';

export function duplicate(match: PacketMatch, pick?: Pick): Fault {
  const which = pick === undefined ? 'all' : describePick(pick);
  return {
    name: 'duplicate',
    does: `doubles ${which} of ${describeMatch(match)}`,
    needs: [match.direction === 'in' ? 'nft duplicate in' : 'nft duplicate out'],
    how: [packets(match, { do: 'duplicate' }, pick)],
  };
}
