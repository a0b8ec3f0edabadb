// One run of scenarios: vitest as a child process, its events as they come, its document at the end. Prints nothing.
//
//   here -- stdin, as long as we live --> vitest + src/report/results-reporter.ts --> results/<run id>/results.json
//        <-- fd 3, an event per line ---'                                    read at the end <--'

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ScenarioFile } from '../evidence/scenario-file.ts';
import { resultsFile, runFolder } from '../report/results-folder.ts';
import type { ScenarioEvent } from '../report/scenario-events.ts';
import type { Interrupt } from './interrupt.ts';

export interface ScenarioRun {
  /** Where the scenarios lie, with the vitest project named `scenarios` unless `configPath` has it. */
  readonly root: string;
  /** Absolute. Default: `results` in `root`. */
  readonly resultsDirectory?: string;
  /** A file with vitest's configuration, absolute. Default: the one that vitest finds in `root`. */
  readonly configPath?: string;
  readonly scenarios: readonly ScenarioFile[];
  readonly id: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface RunEnding {
  /** As it stands in results.json; absent when vitest did not come to write one. */
  readonly document?: string;
  /** Vitest's own; null when a signal ended it. */
  readonly exitCode: number | null;
}

/** Where the folders of runs lie. */
export const resultsOf = ({ root, resultsDirectory }: Omit<ScenarioRun, 'id'>): string =>
  resultsDirectory ?? join(root, 'results');

/** Everything that vitest itself said. */
export const runLog = (run: ScenarioRun): string => join(runFolder(resultsOf(run), run.id), 'vitest.log');

/** Runs the scenarios and resolves when vitest has ended, however it did. */
export async function runScenarios(
  run: ScenarioRun,
  interrupt: Interrupt,
  onEvent: (event: ScenarioEvent) => void,
): Promise<RunEnding> {
  const child = startVitest(run);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  forward(interrupt, child);
  const events = child.stdio[3];
  if (events instanceof Readable) await readEvents(events, interrupt.second, onEvent);
  const exitCode = await exited;
  const file = resultsFile(resultsOf(run), run.id);
  return existsSync(file) ? { document: readFileSync(file, 'utf8'), exitCode } : { exitCode };
}

const reporter = fileURLToPath(new URL('../report/results-reporter.ts', import.meta.url));

function startVitest(run: ScenarioRun): ChildProcess {
  const { root, configPath, scenarios, id, env } = run;
  const args = ['run', '--project', 'scenarios', `--reporter=${reporter}`, '--reporter=verbose'];
  if (configPath !== undefined) args.push('--root', root, '--config', configPath, '--configLoader', 'native');
  const program = vitestProgram();
  const logPath = runLog(run);
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, 'w');
  const child = spawn(process.execPath, [program, ...args, ...scenarios.map(({ path }) => path)], {
    cwd: root,
    env: {
      ...env,
      SOCKETBED_RUN_ID: id,
      SOCKETBED_RESULTS_DIRECTORY: resultsOf(run),
      SOCKETBED_EVENTS_FD: '3',
    },
    stdio: ['pipe', log, log, 'pipe'],
  });
  closeSync(log);
  // Nothing is ever written there; a vitest that is gone is told by its exit.
  child.stdin?.on('error', () => {});
  return child;
}

// Whose it is depends on who installed what: an installed package uses the vitest of the project that it is in.
function vitestProgram(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  } catch (cause) {
    throw new SocketbedError({
      code: 'TOOL_MISSING',
      what: 'scenarios cannot be run',
      found: 'vitest is not installed',
      advice: 'Install it beside socketbed: npm install --save-dev vitest',
      cause,
    });
  }
}

// Ctrl-C on a terminal reaches vitest too; it ends at the first, whoever sends it.
function forward(interrupt: Interrupt, child: ChildProcess): void {
  interrupt.first.addEventListener('abort', () => child.kill(interrupt.signalName));
  interrupt.second.addEventListener('abort', () => child.kill('SIGKILL'));
}

async function readEvents(
  events: Readable,
  signal: AbortSignal,
  onEvent: (event: ScenarioEvent) => void,
): Promise<void> {
  for await (const line of createInterface({ input: events, signal })) {
    const event = parseEvent(line);
    if (event !== undefined) onEvent(event);
  }
}

// The last line of a vitest that was killed may be cut; the document has what it said.
function parseEvent(line: string): ScenarioEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
