// Some packets vanish: the weak radio link, the full queue. Which ones is decided by count or by a seed, so that a run
// can be had again.

import type { PacketMatch, Pick } from '../protocol/sidecar.ts';
import { describeMatch, type Fault, packets } from './fault.ts';

/** Drops those of the matching packets that are picked: every nth, one or a burst, or by probability with a seed. */
export function lose(pick: Pick, match: PacketMatch): Fault {
  return {
    name: 'lose',
    does: `drops ${describePick(pick)} of ${describeMatch(match)}`,
    needs: ['nft drop', 'nft numgen'],
    how: [packets(match, { do: 'drop' }, pick)],
  };
}

/** `every 3rd packet`, `packet 2`, `packets 2 to 5`, `30 % (seed 7)` */
export function describePick(pick: Pick): string {
  if ('every' in pick) return `packet ${pick.every}, ${2 * pick.every}, ${3 * pick.every} ...`;
  if ('probability' in pick) return `${Math.round(pick.probability * 1000) / 10} % (seed ${pick.seed})`;
  const last = pick.at + (pick.count ?? 1) - 1;
  return last === pick.at ? `packet ${pick.at}` : `packets ${pick.at} to ${last}`;
}
