// The load generator seen from here: compiled once, run as a process of its own.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SocketbedError } from '../src/errors/socketbed-error.ts';

export interface LoadOptions {
  readonly mode: 'stream' | 'connect' | 'datagram' | 'hold';
  readonly port: number;
  /** Connections or sockets. */
  readonly count: number;
  /** Length of each request and reply. */
  readonly bytes: number;
  readonly seconds: number;
  /** Pins the generator to one core. */
  readonly core?: number;
}

export interface LoadResult {
  readonly replies: number;
  readonly perSecond: number;
  /** Connections that got at least one reply. */
  readonly served: number;
  readonly errors: number;
  readonly wrong: number;
}

/** Compiles load.c into a temporary directory; the path of the program. */
export function compileLoad(): string {
  const program = join(mkdtempSync(join(tmpdir(), 'socketbed-bench-')), 'load');
  try {
    execFileSync('cc', ['-O2', '-o', program, fileURLToPath(new URL('./load.c', import.meta.url))]);
  } catch (cause) {
    throw new SocketbedError({
      code: 'TOOL_MISSING',
      what: 'the load generator cannot be compiled',
      found: 'it needs a C compiler as cc',
      advice: 'Install one, such as the package gcc',
      cause,
    });
  }
  return program;
}

/** Runs the generator; `whileHeld` is called in mode hold when every connection is open and has been served. */
export async function runLoad(
  program: string,
  options: LoadOptions,
  whileHeld?: () => void,
): Promise<LoadResult> {
  const { mode, port, count, bytes, seconds, core } = options;
  const args = [program, mode, '127.0.0.1', String(port), String(count), String(bytes), String(seconds)];
  const [command = '', ...rest] = core === undefined ? args : ['taskset', '-c', String(core), ...args];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  whileHeld?.();
  child.stdin.end();
  await exited;
  const result: LoadResult = JSON.parse(line);
  if (result.wrong === 0 && result.replies > 0) return result;
  throw new SocketbedError({
    code: 'BENCH_INVALID',
    what: `the ${mode} measurement is void`,
    found: `${result.replies} replies, ${result.wrong} of them wrong`,
    advice: 'Look at what the server printed above',
  });
}
