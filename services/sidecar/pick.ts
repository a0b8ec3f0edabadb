// Which of the packets that match are meant. nft's `numgen random` takes no seed, so chance is decided here, and the
// kernel only counts: `numgen inc` gives 0, 1, 2 ... to the packets that come to the rule, from its making on.

import type { Pick } from '../../src/protocol/sidecar.ts';
import { invalid } from './problem.ts';

/** Chance has a period of so many packets, and in each exactly its share of them. */
const period = 1000;
/** A modulus that is never reached. */
const never = 2 ** 32 - 1;

/** nft text; empty for every packet. Throws OPTION_INVALID. */
export function pickText(pick: Pick | undefined): string[] {
  if (pick === undefined) return [];
  if ('every' in pick) return everyText(count(pick.every, 'every'));
  if ('at' in pick) return burstText(count(pick.at, 'at'), count(pick.count ?? 1, 'count'));
  return chanceText(pick.probability, pick.seed);
}

function everyText(every: number): string[] {
  return every === 1 ? [] : [`numgen inc mod ${every} == ${every - 1}`];
}

function burstText(at: number, length: number): string[] {
  const [first, last] = [at - 1, at + length - 2];
  return [`numgen inc mod ${never} ${first === last ? first : `${first}-${last}`}`];
}

function chanceText(probability: number, seed: number): string[] {
  const share = Math.round(probability * period);
  if (!(probability > 0 && probability <= 1 && share > 0))
    throw invalid(`a probability is between 1/${period} and 1`, String(probability));
  if (!Number.isSafeInteger(seed)) throw invalid('a seed is a whole number', String(seed));
  if (share === period) return [];
  return [`numgen inc mod ${period} { ${chosen(share, seed).join(', ')} }`];
}

/** `share` of the numbers below `period`, in order; the same for the same seed. */
export function chosen(share: number, seed: number): number[] {
  const random = randomOf(seed);
  const numbers = Array.from({ length: period }, (_, number) => number);
  for (let index = 0; index < share; index += 1) {
    const other = index + Math.floor(random() * (period - index));
    [numbers[index], numbers[other]] = [numbers[other] ?? 0, numbers[index] ?? 0];
  }
  return numbers.slice(0, share).sort((one, two) => one - two);
}

/** Numbers from 0 up to 1 (mulberry32): any seed is good, and every machine has the same. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function count(value: number, name: string): number {
  if (Number.isInteger(value) && value >= 1 && value < never) return value;
  throw invalid(`${name} must be a whole number from 1 on`, String(value));
}
