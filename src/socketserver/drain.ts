// How a server ends: what it waits for, how long, and what it says about it.

import type { ActiveRequest } from './events.ts';

export interface DrainOptions {
  /** How long running requests may take to end, ms; then they are cut off. Default 10,000; Infinity waits. */
  readonly deadlineMs?: number;
  /**
   * What happens to a connection whose handler waits for its client: `wait` leaves it until it ends by itself,
   * `end` lets the handler's recv see the end of the stream, so that it can finish in good order. Default `wait`.
   */
  readonly idle?: 'wait' | 'end';
}

export const drainDefaults = { deadlineMs: 10_000, idle: 'wait' } as const satisfies DrainOptions;

export interface DrainReport {
  /** True when every request ended by itself. */
  readonly drained: boolean;
  /** The requests that were cut off. */
  readonly heldUpBy: readonly ActiveRequest[];
}
