// The image that the Dockerfile builds on. Present: nothing to do. Else pulled; else, where no registry can be
// reached, a stand-in with the same name is put together from packages (stand-in.ts).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { projectDirectory } from '../project.ts';
import { logFile } from './cache.ts';
import { lastLines, runChild } from './child.ts';
import { canInstallPackages, thisDistribution } from './distribution.ts';
import { exclusively } from './lock.ts';
import { type Progress, silentProgress } from './progress.ts';
import { buildStandIn, standInLabel } from './stand-in.ts';

export type BaseImageState = 'present' | 'stand-in' | 'absent';

// A registry that answers names the image at once; the layers may take their time.
const registryAnswerMs = 15_000;
const pullMs = 600_000;

/** Default of the Dockerfile's build argument BASE_IMAGE. */
export function baseImageName(dockerfile = join(projectDirectory, 'Dockerfile')): string {
  const name = /^ARG\s+BASE_IMAGE=(\S+)/m.exec(readFileSync(dockerfile, 'utf8'))?.[1];
  if (name !== undefined) return name;
  throw new SocketbedError({
    code: 'IMAGE_UNAVAILABLE',
    what: `${dockerfile} names no base image`,
    found: 'expected a line `ARG BASE_IMAGE=name:tag`',
    advice: 'Take the Dockerfile as it is in the repository',
  });
}

/** Whether the engine has the image, and whether it is our stand-in. */
export async function baseImageState(name = baseImageName()): Promise<BaseImageState> {
  const format = `{{index .Config.Labels "${standInLabel}"}}`;
  const inspected = await runChild('docker', ['image', 'inspect', '--format', format, name]);
  if (inspected.exitCode !== 0) return 'absent';
  return inspected.stdout.trim() === 'true' ? 'stand-in' : 'present';
}

/** Resolves when the engine has the base image. */
export async function ensureBaseImage(
  progress: Progress = silentProgress,
  name = baseImageName(),
): Promise<BaseImageState> {
  const state = await baseImageState(name);
  if (state !== 'absent') return state;
  return await exclusively('base-image', progress, () => getBaseImage(progress, name));
}

async function getBaseImage(progress: Progress, name: string): Promise<BaseImageState> {
  // Another process may have got it while this one waited.
  const state = await baseImageState(name);
  if (state !== 'absent') return state;
  progress.note(`pulling ${name}`);
  const refusal = await pull(name);
  if (refusal === undefined) return 'present';
  progress.note(`no registry gives ${name} (${refusal})`);
  const distribution = thisDistribution();
  if (!canInstallPackages(distribution)) {
    throw new SocketbedError({
      code: 'IMAGE_UNAVAILABLE',
      what: `cannot get the base image ${name}`,
      found: `${refusal}; a stand-in can be built only on Debian and Ubuntu as root`,
      advice: `Load it from a machine that has it: \`docker save ${name} | ssh here docker load\``,
    });
  }
  await buildStandIn(name, progress);
  return 'stand-in';
}

/** Undefined when the image was pulled, else why not, in a few words. */
async function pull(name: string): Promise<string | undefined> {
  const limits = { firstOutputMs: registryAnswerMs, timeoutMs: pullMs, logPath: logFile('pull') };
  const result = await runChild('docker', ['pull', name], limits);
  if (result.exitCode === 0) return undefined;
  if (result.timedOut) return `no answer in ${registryAnswerMs / 1000} s`;
  return lastLines(result.output, 1).replace(/^Error response from daemon:\s*/, '');
}
