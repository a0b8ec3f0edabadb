// Takes apart what was put together, step by step, with a deadline for all of it.

import { SocketbedError } from '../errors/socketbed-error.ts';

export interface Removal {
  /** What is taken apart: `socketbed-1a2b3c4d-9f3e`, the beginning of its containers' names. */
  readonly what: string;
  /** What may go at once, in the order in which it may: containers before their networks. */
  readonly steps: readonly (readonly (() => Promise<void>)[])[];
  readonly timeoutMs: number;
}

/**
 * Tries all of it: what cannot be removed does not keep the others. Rejects with what failed first, or with
 * BED_NOT_STOPPED when the time is over.
 */
export async function removeAll({ what, steps, timeoutMs }: Removal): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(notStopped(what, timeoutMs)), timeoutMs);
  try {
    await Promise.race([runSteps(steps), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function runSteps(steps: Removal['steps']): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    const results = await Promise.allSettled(step.map((remove) => remove()));
    for (const result of results) if (result.status === 'rejected') failures.push(result.reason);
  }
  if (failures.length > 0) throw failures[0];
}

function notStopped(what: string, timeoutMs: number): SocketbedError {
  return new SocketbedError({
    code: 'BED_NOT_STOPPED',
    what: `the bed ${what} was not taken down in ${timeoutMs / 1000} s`,
    advice: `See \`docker ps -a --filter name=${what}\`; the reaper of the run tries again when the run ends`,
  });
}
