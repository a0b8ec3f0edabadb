// Runs a tool to its end: ip, tc, ss.

import { Problem, refused } from './problem.ts';
import { type Ran, ResidentShell, ShellFailure } from './resident-shell.ts';

const timeoutMs = 10_000;
/** What a shell says of a tool that is not there, or may not be run. */
const notRunCodes = [126, 127];

const shell = new ResidentShell();

/** Whatever it ended with. Rejects with UNSUPPORTED when the tool is not there. */
export async function run(tool: string, ...args: string[]): Promise<Ran> {
  try {
    const ran = await shell.run([tool, ...args], timeoutMs);
    if (!notRunCodes.includes(ran.exitCode)) return ran;
    throw new Problem('UNSUPPORTED', `cannot run ${tool}`, ran.stderr.trim());
  } catch (error) {
    if (error instanceof ShellFailure)
      throw new Problem('FAULT_FAILED', `${tool} ${args.join(' ')}`, error.message);
    throw error;
  }
}

/** Gives its output; rejects when the kernel would not. */
export async function must(tool: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(tool, ...args);
  if (exitCode === 0) return stdout;
  throw refused(`\`${tool} ${args.join(' ')}\``, stderr.trim().replace(/^(Error|RTNETLINK answers): /, ''));
}
