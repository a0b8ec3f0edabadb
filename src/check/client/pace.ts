// How a client paces its attempts: how many, how far apart, and whether that is a storm.

import type { Attempt } from './attempt.ts';

/** More than so many attempts within a second is what hurts a server that is coming up again. */
const perSecondMax = 10;

export interface Pace {
  readonly attempts: number;
  /** Between the beginnings of attempts, ms. */
  readonly gapsMs: readonly number[];
  /** Attempts in the fullest second. */
  readonly perSecond: number;
  readonly isStorm: boolean;
  /** `retried 3 times within 2.1 s, 100 to 1400 ms apart` */
  readonly words: string;
  /** What could be better although it is no storm. */
  readonly advice?: string;
}

export function paceOf(attempts: readonly Pick<Attempt, 'atMs'>[]): Pace {
  const times = attempts.map(({ atMs }) => atMs);
  const gapsMs = times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
  const perSecond = Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length),
  );
  const isStorm = perSecond > perSecondMax;
  return {
    attempts: times.length,
    gapsMs,
    perSecond,
    isStorm,
    words: wordsOf(gapsMs),
    ...(isEven(gapsMs) && !isStorm
      ? {
          advice:
            'Its attempts are always as far apart: let the pause grow, with some chance in it, so that many clients do not come at once',
        }
      : {}),
  };
}

function wordsOf(gapsMs: readonly number[]): string {
  if (gapsMs.length === 0) return 'did not retry';
  const [least, most] = [Math.min(...gapsMs), Math.max(...gapsMs)];
  const apart = gapsMs.length === 1 ? '' : `, ${formatMs(least)} to ${formatMs(most)} apart`;
  const times = gapsMs.length === 1 ? 'once' : `${gapsMs.length} times`;
  return `retried ${times} within ${formatSpan(gapsMs)}${apart}`;
}

/** From the first attempt to the last. */
export function formatSpan(gapsMs: readonly number[]): string {
  const total = gapsMs.reduce((sum, gap) => sum + gap, 0);
  return total < 100 ? formatMs(total) : `${(total / 1000).toFixed(1)} s`;
}

function isEven(gapsMs: readonly number[]): boolean {
  if (gapsMs.length < 4) return false;
  return Math.max(...gapsMs) < Math.min(...gapsMs) * 1.5;
}

export const formatMs = (ms: number): string =>
  ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
