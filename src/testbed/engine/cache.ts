// The one directory that socketbed writes to outside the project: Node, logs, and what it knows of the engine that
// it started. The launcher works out the same path, in shell.

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `$SOCKETBED_CACHE`, else `$XDG_CACHE_HOME/socketbed`, else `~/.cache/socketbed`. Created when absent. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const path = env.SOCKETBED_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'socketbed');
  mkdirSync(path, { recursive: true });
  return path;
}

/** A file in the cache for everything that a piece of work wrote: `logs/engine-install.log`. */
export function logFile(name: string): string {
  const directory = join(cacheDirectory(), 'logs');
  mkdirSync(directory, { recursive: true });
  return join(directory, `${name}.log`);
}
