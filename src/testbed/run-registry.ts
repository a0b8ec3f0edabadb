// Which runs there are on this machine, and whose process is gone: one small file per run, written before anything is
// started and removed when nothing is left. So the next command finds what a run has left whose reaper died with it
// (a reboot, a container around them both that was killed).

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheDirectory } from './engine/cache.ts';

export interface RegisteredRun {
  readonly id: string;
  /** Where its evidence goes. */
  readonly directory: string;
  /** The process that the run lives in. */
  readonly pid: number;
  /** When that process began, in the kernel's ticks since boot, since pids come again. */
  readonly startTicks: string;
}

export function registerRun(id: string, directory: string): void {
  const run: RegisteredRun = { id, directory, pid: process.pid, startTicks: startTicksOf(process.pid) ?? '' };
  writeFileSync(pathOf(id), JSON.stringify(run));
}

/** Twice is fine. */
export function forgetRun(id: string): void {
  rmSync(pathOf(id), { force: true });
}

/** Runs whose process is gone. */
export function deadRuns(): RegisteredRun[] {
  return readdirSync(registry())
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readRun(basename(name, '.json')))
    .filter(({ pid, startTicks }) => startTicksOf(pid) !== startTicks);
}

function readRun(id: string): RegisteredRun[] {
  try {
    return [JSON.parse(readFileSync(pathOf(id), 'utf8'))];
  } catch {
    // Just being written, or just forgotten.
    return [];
  }
}

function registry(): string {
  const path = join(cacheDirectory(), 'runs');
  mkdirSync(path, { recursive: true });
  return path;
}

const pathOf = (id: string): string => join(registry(), `${id}.json`);

/** Undefined for a process that does not exist, or that has ended and waits for its parent to notice. */
function startTicksOf(pid: number): string | undefined {
  try {
    // Elsewhere a pid that has come again cannot be told; the run is then left alone.
    if (process.platform !== 'linux') return process.kill(pid, 0) ? '' : undefined;
    // pid (name, which may hold anything) state ppid ... the 22nd field is the start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
