// How a run tells the process that started it what happens, as it happens: one JSON line per event on a descriptor
// that it was given. The document has all of it too; the lines are there so that nobody has to poll it.
//
//   socketbed run -- SOCKETBED_EVENTS_FD=3 --> vitest
//                 <-- {"event":"began",...} --

import { fstatSync, writeSync } from 'node:fs';
import type { ScenarioResult } from '../evidence/results.ts';

export type ScenarioEvent =
  | { readonly event: 'began'; readonly id: string; readonly question: string }
  /** May come again for a scenario, with what only the end of the run has brought to light. */
  | { readonly event: 'ended'; readonly scenario: ScenarioResult };

/** Sends events; does nothing where nobody asked for them. */
export type SendEvent = (event: ScenarioEvent) => void;

/** Takes the descriptor out of `env`: in the programs that this one starts, the number means something else. */
export function takeEvents(env: NodeJS.ProcessEnv): SendEvent {
  const descriptor = Number(env.SOCKETBED_EVENTS_FD ?? '');
  delete env.SOCKETBED_EVENTS_FD;
  if (!Number.isInteger(descriptor) || descriptor < 3) return () => {};
  endWithParent();
  let isOpen = true;
  return (event) => {
    if (isOpen) isOpen = writeLine(descriptor, JSON.stringify(event));
  };
}

/** Whether it could be written: a reader that is gone is no reason to fail, for the document stays. */
function writeLine(descriptor: number, line: string): boolean {
  let rest = Buffer.from(`${line}\n`);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
    return true;
  } catch {
    return false;
  }
}

/** Ends this process when its stdin does: the pipe is open for as long as its parent lives, however that ends. */
function endWithParent(): void {
  const stdin = fstatSync(0);
  // Something else than a pipe, /dev/null say, says nothing of a parent.
  if (!stdin.isFIFO() && !stdin.isSocket()) return;
  // An orderly exit waits for threads, and one of them may be stuck in a system call.
  process.stdin.once('close', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.resume();
  process.stdin.unref();
}
