// How a container's program begins and ends: signals become an AbortSignal, an error that has advice becomes one line
// on stderr and its exit code.

import { SocketbedError } from '../src/errors/socketbed-error.ts';
import type { Environment } from './settings.ts';

/** Aborts on the first SIGTERM or SIGINT, with the signal's name as reason. A second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort(name));
  return controller.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Runs a program from its environment and ends the process with the exit code that it resolves with. */
export async function runProgram(
  program: (env: Environment, signal: AbortSignal) => Promise<number>,
): Promise<never> {
  try {
    process.exit(await program(process.env, stopSignal()));
  } catch (error) {
    if (!(error instanceof SocketbedError)) throw error;
    process.stderr.write(`${error.message} (${error.code})\n`);
    process.exit(error.exitCode);
  }
}
