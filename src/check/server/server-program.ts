// A server to check, as its user describes it. All of it data.

import type { Talk } from '../talk.ts';

export interface ServerProgram {
  readonly image: string;
  /** Default: the image's. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is copied into it before it starts: path in the container, path here. */
  readonly files?: Readonly<Record<string, string>>;
  /** The TCP port that it serves on. */
  readonly port: number;
  readonly talk: Talk;
  /** How long a good client waits for its answer, ms. */
  readonly timeoutMs: number;
  /** How long the server may take to serve after its start, ms. */
  readonly startMs: number;
  /** How long it may take to end after its stop signal, ms. */
  readonly graceMs: number;
  /** It closes clients that say nothing for so long, ms. Absent: it did not promise to. */
  readonly idleTimeoutMs?: number;
  /** Clients that connect at once at the most. */
  readonly connectionsMax: number;
}

export const serverDefaults = {
  timeoutMs: 3000,
  startMs: 15_000,
  graceMs: 10_000,
  connectionsMax: 200,
} as const;
