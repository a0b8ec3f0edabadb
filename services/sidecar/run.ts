// Runs a tool to its end: ip, tc, ss.

import { execFile } from 'node:child_process';
import { Problem, refused } from './problem.ts';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const timeoutMs = 10_000;
const outputBytesMax = 64 * 2 ** 20;

/** Whatever it ended with. Rejects with UNSUPPORTED when the tool is not there. */
export function run(tool: string, ...args: string[]): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  execFile(tool, args, { timeout: timeoutMs, maxBuffer: outputBytesMax }, (error, stdout, stderr) => {
    if (error !== null && typeof error.code === 'string')
      reject(new Problem('UNSUPPORTED', `cannot run ${tool}`, error.message));
    else if (error !== null && error.killed === true)
      reject(new Problem('FAULT_FAILED', `${tool} ${args.join(' ')}`, `did not end in ${timeoutMs} ms`));
    else resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
  });
  return promise;
}

/** Gives its output; rejects when the kernel would not. */
export async function must(tool: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(tool, ...args);
  if (exitCode === 0) return stdout;
  throw refused(`\`${tool} ${args.join(' ')}\``, stderr.trim().replace(/^(Error|RTNETLINK answers): /, ''));
}
