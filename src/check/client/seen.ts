// How a client's case went: what is known when it has ended. Types only.

import type { Attempt } from './attempt.ts';
import type { ClientTransport } from './client-program.ts';

export interface Played {
  /** Absent: it had not ended when patience did. */
  readonly exitCode?: number;
  /** When it had ended, or patience had, milliseconds since 1970. */
  readonly endedMs: number;
  /** When the fault was lifted. */
  readonly liftedMs?: number;
}

export interface Seen extends Played {
  readonly transport: ClientTransport;
  readonly attempts: readonly Attempt[];
  /** What it said in JSON, line by line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly lastLines: readonly string[];
  readonly patienceMs: number;
  /** A real server has answered it. */
  readonly hasUpstream: boolean;
}
