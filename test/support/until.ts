// Waiting in tests: for a condition, with a deadline that says what did not come.

import { setTimeout } from 'node:timers/promises';

/** How often to look: often enough to cost a test nothing, seldom enough to leave the processor to what it waits for. */
const lookIntervalMs = 2;

/** Resolves when `condition` holds. The test's own time-out is the last resort; this one has words. */
export async function until(what: string, condition: () => boolean, deadlineMs = 10_000): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`${deadlineMs} ms passed and still not: ${what}`);
    await setTimeout(lookIntervalMs);
  }
}
