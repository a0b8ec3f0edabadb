// The implementations that are compared: every folder of implementations/ that has a Dockerfile, and its image.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { buildImage } from '../testbed/build-image.ts';
import { baseImageName, ensureBaseImage } from '../testbed/engine/base-image.ts';
import { type Progress, silentProgress } from '../testbed/engine/progress.ts';
import { projectDirectory } from '../testbed/project.ts';

const directory = join(projectDirectory, 'implementations');

/** In the order of their names. */
export function implementationNames(): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'Dockerfile')))
    .map(({ name }) => name)
    .toSorted();
}

export interface Implementation {
  readonly name: string;
  /** Id of its image, or why there is none: a package that cannot be had, a program that does not compile. */
  readonly image: { readonly id: string } | { readonly problem: string };
}

/** Builds their images, one after the other: they share steps. IMAGE_UNAVAILABLE where even the base cannot be had. */
export async function ensureImplementations(
  names: readonly string[],
  progress: Progress = silentProgress,
): Promise<readonly Implementation[]> {
  await ensureBaseImage(progress);
  return await progress.step(`the images of ${names.length} implementations`, async () => {
    const built: Implementation[] = [];
    for (const name of names) built.push(await build(name));
    return built;
  });
}

async function build(name: string): Promise<Implementation> {
  try {
    const id = await buildImage({
      directory: join(directory, name),
      tag: `socketbed-implementation-${name}:dev`,
      args: { BASE_IMAGE: baseImageName() },
      holds: `the implementation ${name}`,
    });
    return { name, image: { id } };
  } catch (error) {
    if (!(error instanceof SocketbedError)) throw error;
    return { name, image: { problem: error.message } };
  }
}
