// What a check comes to, in a sentence. Types, and the two words that every file here needs.

import type { Verdict } from '../evidence/results.ts';
import type { ProbeSocket } from '../testbed/probe-socket.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** What was done and what was seen: `after a reset in mid-reply it retried 3 times within 2.1 s and recovered`. */
  readonly sentence: string;
  /** What to do about it, or what is worth knowing although it passed. */
  readonly advice?: string;
  /** The connection that tells most of it; its packets are shown. */
  readonly shows?: ProbeSocket;
}

/** One line of the answer. */
export interface Finding extends Omit<Judgement, 'shows'> {
  /** `server/resets` */
  readonly id: string;
}

export const passed = (sentence: string, more: Partial<Judgement> = {}): Judgement => ({
  verdict: 'passed',
  sentence,
  ...more,
});
export const failed = (sentence: string, advice: string, more: Partial<Judgement> = {}): Judgement => ({
  verdict: 'failed',
  sentence,
  advice,
  ...more,
});
export const unknown = (sentence: string, more: Partial<Judgement> = {}): Judgement => ({
  verdict: 'unknown',
  sentence,
  ...more,
});
export const unsupported = (sentence: string, more: Partial<Judgement> = {}): Judgement => ({
  verdict: 'unsupported',
  sentence,
  ...more,
});
