// Global set-up for vitest: `globalSetup: ['socketbed/vitest/setup']`. Once per run, before any test: does an engine
// answer, is the image there, what have earlier runs left, and the reaper for what this one may leave. What is wrong is
// told to the first test that needs a bed, with its advice, and not to all of them after their deadlines.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { engineStatus, requireVersions } from '../testbed/engine/engine.ts';
import { ensureImages, type Images } from '../testbed/image.ts';
import { reapDeadRuns, startReaper } from '../testbed/reaper.ts';
import type { Run } from '../testbed/run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is wrong with the engine or the image; empty when nothing is. */
    readonly bedProblem: string;
    /** The run that everything started in Docker belongs to. */
    readonly run: Run;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  // The reporter has chosen both when it is there.
  const id = process.env.SOCKETBED_RUN_ID || randomBytes(4).toString('hex');
  const directory = process.env.SOCKETBED_RUN_FOLDER || join(project.config.root, 'results', id);
  const { problem, images } = await prepare();
  project.provide('bedProblem', problem);
  project.provide('run', { id, directory, ...images });
  if (problem !== '' || process.env.SOCKETBED_KEEP === '1') return;
  const reaper = startReaper({ id, directory });
  // Not as the tear-down of this set-up: vitest runs that while workers are still taking their beds down.
  project.vitest.onClose(() => reaper.release());
}

async function prepare(): Promise<{ problem: string; images: Images }> {
  try {
    const status = await engineStatus();
    if (!status.answers) throw noEngine(status.reason);
    requireVersions(status);
    await reapDeadRuns();
    return { problem: '', images: await ensureImages() };
  } catch (error) {
    if (error instanceof SocketbedError)
      return { problem: error.message, images: { image: '', sidecarImage: '' } };
    throw error;
  }
}

function noEngine(found = 'no reason given'): SocketbedError {
  const advice = 'Run ./socketbed engine up';
  return new SocketbedError({ code: 'ENGINE_UNREACHABLE', what: 'no Docker engine answers', found, advice });
}
