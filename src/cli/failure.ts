// How a command that could not do its work says so: text on stderr, or with --json one document on stdout.

import { CommanderError } from 'commander';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { paint, printJson } from './output.ts';

/** What a command leaves behind besides its output. */
export interface Ending {
  /** 0 all passed, 1 something failed, 2 wrong usage, 3 Docker or the machine is not able, 130 Ctrl-C came first. */
  exitCode: number;
}

/** The error to show for whatever was thrown; undefined for commander's own endings that are none, such as --help. */
export function asSocketbedError(thrown: unknown): SocketbedError | undefined {
  if (thrown instanceof SocketbedError) return thrown;
  if (!(thrown instanceof CommanderError)) return undefined;
  if (thrown.exitCode === 0) return undefined;
  // `error: unknown command 'ups'\n(Did you mean up?)`
  const [problem = '', suggestion] = thrown.message.split('\n');
  const what = problem.replace(/^error: /, '');
  const advice = suggestion?.replace(/^\((.*)\)$/, '$1') ?? 'See ./socketbed --help';
  return new SocketbedError({ code: 'USAGE', what, advice });
}

export function printFailure(
  error: SocketbedError,
  { json, verbose }: { json: boolean; verbose: boolean },
): void {
  const problem = error.message.slice(0, error.message.length - error.advice.length - '. '.length);
  if (json) {
    printJson({ error: { code: error.code, message: problem, advice: error.advice } });
    return;
  }
  const label = paint('red', `error [${error.code}]:`, process.stderr);
  process.stderr.write(`${label} ${problem}\n${error.advice}\n`);
  if (verbose) printCauses(error);
}

/** The stack of `error` and of everything that caused it. */
export function printCauses(error: Error): void {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    process.stderr.write(`${each === error ? '' : 'caused by '}${each.stack ?? each.message}\n`);
  }
}
