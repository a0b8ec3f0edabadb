// Packets vanish, and nobody is told: the black hole of a firewall that drops, a cable that is out, a partition.

import type { PacketMatch } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

/** Drops what matches, each of several matches by a rule of its own: `in` and `out` make a partition. */
export function drop(...matches: readonly PacketMatch[]): Fault {
  return {
    name: 'drop',
    does: `drops ${matches.map(describeMatch).join(' and ')}`,
    needs: ['nft drop'],
    how: matches.map((match) => packets(match, { do: 'drop' })),
    shows: { kind: 'timeout', code: 'ETIMEDOUT', wire: ['SYN', 'SYN again', 'nothing'] },
  };
}
