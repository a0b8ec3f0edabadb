// What every case judges alike: how the client ended, and whether its attempts were a storm.

import { failed, type Judgement, unknown, unsupported } from '../judgement.ts';
import { clientContract } from './client-program.ts';
import { paceOf } from './pace.ts';
import type { Seen } from './seen.ts';
import { wordsOf } from './tried.ts';

/**
 * The judgement where the case itself does not matter; undefined where it does. `mayBeUnseen`: the case can leave no trace
 * of an attempt.
 */
export function commonEnding(seen: Seen, { mayBeUnseen = false } = {}): Judgement | undefined {
  const { exitCode, attempts, lastLines, transport } = seen;
  if (exitCode === clientContract.notSupported) {
    return unsupported('it says that it does not support this case (exit code 127)');
  }
  if (attempts.length === 0 && !mayBeUnseen) {
    return unknown(
      `${wordsOf[transport].none}${exitCode === undefined ? '' : ` and ended with exit code ${exitCode}`}${saidLast(lastLines)}`,
      { advice: `In ${clientContract.target} it finds ${wordsOf[transport].target}` },
    );
  }
  const pace = paceOf(attempts);
  // Datagrams may be many because there is much to say.
  if (pace.isStorm && transport !== 'udp') {
    return failed(
      `it ${pace.words}, ${pace.perSecond} attempts in one second: no back-off`,
      'Wait longer after each failure (say 100 ms, doubled up to some seconds, with some chance in it), and give up some time',
    );
  }
  if (exitCode !== undefined && exitCode > 128) {
    return failed(
      `it died of signal ${exitCode - 128} (exit code ${exitCode})${saidLast(lastLines)}`,
      'Handle the error; SIGPIPE (13) must be ignored by programs in C',
    );
  }
  return undefined;
}

/** `; it said last “Error: ...”` */
export const saidLast = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `; it said last “${lines.at(-1)?.trim().slice(0, 160)}”`;

/** From the client's first attempt to its end, or to the end of patience: `2.1 s`. */
export function timeOf({ attempts, endedMs }: Seen): string {
  return seconds(endedMs - (attempts[0]?.atMs ?? endedMs));
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
