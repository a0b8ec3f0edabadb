// One check of a server: a question, what it does to the server, and how it judges what came of it. Before it the server
// has answered a good client, after it a good client is asked again; neither is its business.

import type { CheckRecord } from '../check-record.ts';
import type { Judgement } from '../judgement.ts';
import type { ServerBench } from './server-bench.ts';

export interface ServerCheck {
  /** `resets` */
  readonly name: string;
  readonly question: string;
  /** In words, for the results. */
  readonly expected: string;
  /** What the clients do, for a sentence that begins with `while`: `clients reset their connections`. */
  readonly during: string;
  /** Not for this server, or not promised by it. Default: for all. */
  readonly isFor?: (bench: ServerBench) => boolean;
  /** Why nothing comes after it. */
  readonly final?: string;
  /** Says nothing where one of these has failed: it would find the same once more. */
  readonly needs?: readonly string[];
  run(bench: ServerBench, record: CheckRecord): Promise<Judgement>;
}
