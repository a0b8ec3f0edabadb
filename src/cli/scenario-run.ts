// One run of scenarios: vitest as a child process, its events as they come, its document at the end. Prints nothing.
//
//   here -- stdin, as long as we live --> vitest + src/report/results-reporter.ts --> results/<run id>/results.json
//        <-- fd 3, an event per line ---'                                    read at the end <--'

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ScenarioFile } from '../evidence/scenario-file.ts';
import { resultsFile, runFolder } from '../report/results-folder.ts';
import type { ScenarioEvent } from '../report/scenario-events.ts';
import { projectDirectory } from '../testbed/project.ts';
import type { Interrupt } from './interrupt.ts';

export interface ScenarioRun {
  /** Where the scenarios lie, and the vitest project named `scenarios`. */
  readonly root: string;
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

/** Everything that vitest itself said. */
export const runLog = ({ root, id }: Pick<ScenarioRun, 'root' | 'id'>): string =>
  join(runFolder(join(root, 'results'), id), 'vitest.log');

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
  const file = resultsFile(join(run.root, 'results'), run.id);
  return existsSync(file) ? { document: readFileSync(file, 'utf8'), exitCode } : { exitCode };
}

function startVitest({ root, scenarios, id, env }: ScenarioRun): ChildProcess {
  const vitest = join(projectDirectory, 'node_modules/vitest/vitest.mjs');
  const reporter = join(projectDirectory, 'src/report/results-reporter.ts');
  const args = ['run', '--project', 'scenarios', `--reporter=${reporter}`, '--reporter=verbose'];
  const logPath = runLog({ root, id });
  mkdirSync(join(logPath, '..'), { recursive: true });
  const log = openSync(logPath, 'w');
  const child = spawn(process.execPath, [vitest, ...args, ...scenarios.map(({ path }) => path)], {
    cwd: root,
    env: { ...env, SOCKETBED_RUN_ID: id, SOCKETBED_EVENTS_FD: '3' },
    stdio: ['pipe', log, log, 'pipe'],
  });
  closeSync(log);
  // Nothing is ever written there; a vitest that is gone is told by its exit.
  child.stdin?.on('error', () => {});
  return child;
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
