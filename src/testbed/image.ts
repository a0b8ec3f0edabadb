// The two images of the bed, built from the Dockerfile, from its cache when nothing has changed: one of every service,
// client and probe, and one of the net-admin sidecars, with the tools for that.

import { buildImage } from './build-image.ts';
import { ensureBaseImage } from './engine/base-image.ts';
import { type Progress, silentProgress } from './engine/progress.ts';
import { projectDirectory } from './project.ts';

interface ImageTarget {
  /** Of the Dockerfile. */
  readonly target: string;
  readonly tag: string;
  /** The environment variable that names an image to be taken as it is. */
  readonly variable: string;
  readonly holds: string;
}

const serviceTarget: ImageTarget = {
  target: 'service',
  // The name that docker-compose.yml gives it.
  tag: 'socketbed:dev',
  variable: 'SOCKETBED_IMAGE',
  holds: 'the services',
};

const sidecarTarget: ImageTarget = {
  target: 'sidecar',
  tag: 'socketbed-sidecar:dev',
  variable: 'SOCKETBED_SIDECAR_IMAGE',
  holds: 'the sidecar',
};

/** Builds the services' image and gives its id. With SOCKETBED_IMAGE nothing is built: that one is taken as it is. */
export function ensureImage(progress: Progress = silentProgress): Promise<string> {
  return ensureTarget(serviceTarget, progress);
}

/** The same for the sidecars, with SOCKETBED_SIDECAR_IMAGE. The first time it may install packages, for some 20 s. */
export function ensureSidecarImage(progress: Progress = silentProgress): Promise<string> {
  return ensureTarget(sidecarTarget, progress);
}

export interface Images {
  readonly image: string;
  readonly sidecarImage: string;
}

/** Both, with what takes long said as progress. */
export async function ensureImages(progress: Progress = silentProgress): Promise<Images> {
  // One after the other: they share their first steps.
  const image = await ensureImage(progress);
  return { image, sidecarImage: await ensureSidecarImage(progress) };
}

/** The name of an image of sidecars, to be used without building one. */
export const sidecarImageName = (): string => process.env[sidecarTarget.variable] || sidecarTarget.tag;

async function ensureTarget(
  { target, tag, variable, holds }: ImageTarget,
  progress: Progress,
): Promise<string> {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return named;
  await ensureBaseImage(progress);
  return await buildImage({ directory: projectDirectory, tag, target, holds });
}
