// One case of a client: what its target does, and how what the client did is judged.

import type { CheckRecord } from '../check-record.ts';
import type { Judgement } from '../judgement.ts';
import type { Attempt } from './attempt.ts';
import type { ClientStage } from './client-stage.ts';

export interface ClientCase {
  /** What the client finds in SOCKETBED_CASE. */
  readonly name: string;
  readonly question: string;
  /** In words, for the results. */
  readonly expected: string;
  /** Sets the stage, starts the client with `stage.run()`, and lifts what is to be lifted meanwhile. */
  play(stage: ClientStage, record: CheckRecord): Promise<Played>;
  judge(seen: Seen): Judgement;
}

export interface Played {
  /** Absent: it had not ended when patience did. */
  readonly exitCode?: number;
  /** When it had ended, or patience had, milliseconds since 1970. */
  readonly endedMs: number;
  /** When the fault was lifted. */
  readonly liftedMs?: number;
}

export interface Seen extends Played {
  readonly attempts: readonly Attempt[];
  /** What it said in JSON, line by line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly lastLines: readonly string[];
  readonly patienceMs: number;
}
