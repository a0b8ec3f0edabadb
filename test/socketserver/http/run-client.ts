// Real programs as clients, and why one is left out.

import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** undefined when `program` is there, else why not, for a skipped test's name. */
export function missing(program: string): string | undefined {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `(${program} is not installed)`;
  }
}

/** What the program prints. Rejects when it fails or takes longer than ten seconds. */
export async function output(program: string, args: readonly string[]): Promise<string> {
  return (await run(program, args, { timeout: 10_000, encoding: 'latin1' })).stdout;
}
