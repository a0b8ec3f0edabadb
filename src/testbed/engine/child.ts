// Runs another program to its end and gives back what it said. Arguments are always an array: no shell, no quoting.
//
// What the exit code means is left to the caller; `mustRun` is for those who only want it to work.

import { type SpawnOptions, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { isSystemError, SocketbedError, type SocketbedErrorCode } from '../../errors/socketbed-error.ts';

export interface ChildOptions {
  readonly cwd?: string;
  /** The whole environment of the child. Default: ours. */
  readonly env?: NodeJS.ProcessEnv;
  /** The child is killed after this. Default: never. */
  readonly timeoutMs?: number;
  /** The child is killed when it has written nothing at all for this long after its start. Default: never. */
  readonly firstOutputMs?: number;
  /** A file that gets everything the child writes, as it is written. */
  readonly logPath?: string;
  /** Sees each whole line of both streams. */
  readonly onLine?: (line: string) => void;
  /** Ends the child with SIGTERM. */
  readonly signal?: AbortSignal;
  /** Keeps the terminal's Ctrl-C away from the child: it gets a session of its own. Default: false. */
  readonly ownGroup?: boolean;
}

export interface ChildResult {
  /** 128 + 15 or so for a child that a signal ended, as a shell counts; 127 for a program that is not there. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  /** True when one of the two limits ended it. */
  readonly timedOut: boolean;
}

const exitCodeBySignal: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };

/** Runs `program` and resolves with how it ended; a program that does not exist is exit code 127, not a throw. */
export function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<ChildResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildResult>();
  const spawnOptions: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'], env: options.env ?? process.env };
  if (options.cwd !== undefined) spawnOptions.cwd = options.cwd;
  if (options.signal !== undefined) spawnOptions.signal = options.signal;
  if (options.ownGroup === true) spawnOptions.detached = true;
  const child = spawn(program, args, spawnOptions);
  const said = { stdout: '', stderr: '', output: '' };
  let timedOut = false;
  const expire = () => {
    timedOut = true;
    child.kill('SIGKILL');
  };
  const limit = options.timeoutMs === undefined ? undefined : setTimeout(expire, options.timeoutMs);
  const silence = options.firstOutputMs === undefined ? undefined : setTimeout(expire, options.firstOutputMs);
  for (const name of ['stdout', 'stderr'] as const) {
    const lines = lineSplitter(options.onLine);
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      clearTimeout(silence);
      said[name] += text;
      said.output += text;
      if (options.logPath !== undefined) appendFileSync(options.logPath, text);
      lines(text);
    });
  }
  const finish = () => {
    clearTimeout(limit);
    clearTimeout(silence);
  };
  child.once('error', (error) => {
    finish();
    if (isSystemError(error) && error.code === 'ENOENT') {
      resolve({
        ...said,
        exitCode: 127,
        stderr: `${program}: not found`,
        output: `${program}: not found`,
        timedOut,
      });
    } else if (error.name !== 'AbortError') {
      reject(error);
    }
  });
  child.once('close', (code, signal) => {
    finish();
    resolve({ ...said, exitCode: code ?? exitCodeBySignal[signal ?? 'SIGTERM'] ?? 128, timedOut });
  });
  return promise;
}

function lineSplitter(onLine: ((line: string) => void) | undefined): (text: string) => void {
  if (onLine === undefined) return () => {};
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}

export interface MustRunOptions extends ChildOptions {
  /** Code of the error when the program fails. */
  readonly code: SocketbedErrorCode;
  /** What could not be done then: `cannot install the Docker engine`. */
  readonly what: string;
  /** What to try then. Default: the log's place. */
  readonly advice?: string;
}

/** Runs a program that has to succeed; otherwise a SocketbedError with the last lines of what it wrote. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: MustRunOptions,
): Promise<ChildResult> {
  const result = await runChild(program, args, options);
  if (result.exitCode === 0) return result;
  const command = [program, ...args].join(' ');
  const ending = result.timedOut
    ? `was stopped after ${options.timeoutMs} ms`
    : `ended with ${result.exitCode}`;
  throw new SocketbedError({
    code: options.code,
    what: options.what,
    found: `\`${command}\` ${ending}\n${lastLines(result.output, 12)}`,
    advice:
      options.advice ??
      (options.logPath === undefined ? 'Run the command by hand' : `See ${options.logPath}`),
  });
}

/** The last `count` lines that are not empty. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
