// One at a time across processes: two `socketbed up` on a bare machine install one engine and build one image.

import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isSystemError } from '../../errors/socketbed-error.ts';
import { cacheDirectory } from './cache.ts';
import type { Progress } from './progress.ts';

const pollMs = 200;

/** Runs `work` while no other process does work of this name; a process that died with the lock does not keep it. */
export async function exclusively<T>(name: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  const path = join(cacheDirectory(), `${name}.lock`);
  const holder = takeLock(path);
  if (holder !== undefined) {
    progress.note(`waiting for process ${holder}, which does the same`);
    while (takeLock(path) !== undefined) await pause(pollMs);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Undefined when the lock is ours now, else the process that has it. */
function takeLock(path: string): number | undefined {
  // A link appears with its content in it: nobody sees a lock without a holder.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return undefined;
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    return livingHolder(path);
  } finally {
    rmSync(own, { force: true });
  }
}

function livingHolder(path: string): number {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (isSystemError(error) && error.code === 'ESRCH') rmSync(path, { force: true });
    }
    return pid;
  } catch {
    // Released between the two looks: the next try gets it.
    return 0;
  }
}
