// The run of a command that drives beds by itself (`check`, `run --matrix`): engine, images, an id and a folder.

import { randomBytes } from 'node:crypto';
import { runFolder } from '../report/results-folder.ts';
import { ensureEngine } from '../testbed/engine/engine.ts';
import { ensureImages } from '../testbed/image.ts';
import { resultsDirectory } from '../testbed/project.ts';
import type { Run } from '../testbed/run.ts';
import { terminalProgress } from './output.ts';

export async function newRun(): Promise<Run> {
  await ensureEngine(terminalProgress);
  const images = await ensureImages(terminalProgress);
  // testcontainers' own reaper is an image that would have to be pulled, and inside a container it takes the gateway
  // for the host.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
  process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
  const id = randomBytes(4).toString('hex');
  return { id, directory: runFolder(resultsDirectory, id), ...images };
}
