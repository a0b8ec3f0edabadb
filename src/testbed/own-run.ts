// The run of a process that belongs to none: a script, or tests without our global set-up. Made when the first bed asks
// for one, and for as long as the process lives; its reaper sees to what is left then, however it ends.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { resultsDirectory } from './project.ts';
import { startReaper } from './reaper.ts';
import type { Run } from './run.ts';

let own: Run | undefined;

/** Its images are built when they are first needed: `image` is empty. */
export function ownRun(): Run {
  if (own !== undefined) return own;
  const id = randomBytes(4).toString('hex');
  own = { id, directory: join(resultsDirectory, id), image: '' };
  startReaper(own);
  return own;
}
