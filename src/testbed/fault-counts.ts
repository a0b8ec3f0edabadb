// What several rules, or one rule in several places, have counted together.

import type { FaultCount } from '../protocol/sidecar.ts';

export function sumOfCounts(counts: readonly FaultCount[]): FaultCount {
  const sum = (of: 'matched' | 'hit') => ({
    packets: counts.reduce((total, count) => total + count[of].packets, 0),
    bytes: counts.reduce((total, count) => total + count[of].bytes, 0),
  });
  return { matched: sum('matched'), hit: sum('hit') };
}
