// Removes what a run has left, also when the run was killed: vitest ends at once on Ctrl-C and runs no clean-up of its
// own.
//
//   run --- pipe ---> reaper (a session of its own)        the pipe ends with the run, however that ended,
//                        '--> docker rm, by label          and then the reaper looks
//
// What a run leaves is found in leftovers.ts. A reaper that died too has left the run in the registry, for the next
// command to see: reapDeadRuns.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { logFile } from './engine/cache.ts';
import { reap } from './leftovers.ts';
import { deadRuns, forgetRun, registerRun } from './run-registry.ts';

export interface ReapedRun {
  readonly id: string;
  /** Where the logs of what is left go: its folder `left`. */
  readonly directory: string;
}

/** Starts the reaper of a run; its work begins when this process ends or `release` is called. */
export function startReaper({ id, directory }: ReapedRun): { release(): Promise<void> } {
  registerRun(id, directory);
  const log = openSync(logFile('reaper'), 'a');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), id, directory], {
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  letGo(child);
  return {
    release: async () => {
      child.ref();
      child.stdin?.end();
      await ended;
    },
  };
}

// The open pipe must not keep this process alive: its end is the signal.
function letGo(child: ChildProcess): void {
  const { stdin } = child;
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
}

/** Removes what runs have left that are gone together with their reaper; gives their ids. */
export async function reapDeadRuns(): Promise<string[]> {
  const runs = deadRuns();
  for (const { id, directory } of runs) await reapRun({ id, directory });
  return runs.map(({ id }) => id);
}

async function reapRun({ id, directory }: ReapedRun): Promise<void> {
  await reap(id, directory);
  forgetRun(id);
}

if (import.meta.main) {
  await text(process.stdin);
  const [id, directory] = process.argv.slice(2);
  if (id !== undefined && directory !== undefined) await reapRun({ id, directory });
}
