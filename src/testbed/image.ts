// The image of every service, client and probe: built from the Dockerfile, from its cache when nothing has changed.

import { SocketbedError } from '../errors/socketbed-error.ts';
import { ensureBaseImage } from './engine/base-image.ts';
import { logFile } from './engine/cache.ts';
import { certificateFile } from './engine/certificates.ts';
import { mustRun } from './engine/child.ts';
import { type Progress, silentProgress } from './engine/progress.ts';
import { projectDirectory } from './project.ts';

/** The name that docker-compose.yml gives it. */
const defaultName = 'socketbed:dev';

/** Builds the image and gives its id. With SOCKETBED_IMAGE nothing is built: that one is taken as it is. */
export async function ensureImage(progress: Progress = silentProgress): Promise<string> {
  const named = process.env.SOCKETBED_IMAGE;
  if (named !== undefined && named !== '') return named;
  await ensureBaseImage(progress);
  const certificates = certificateFile();
  const secret = certificates === undefined ? [] : ['--secret', `id=ca,src=${certificates}`];
  const { stdout } = await mustRun(
    'docker',
    ['build', '--quiet', '--tag', defaultName, ...secret, projectDirectory],
    { code: 'IMAGE_UNAVAILABLE', what: 'cannot build the image of the services', logPath: logFile('image') },
  );
  const id = stdout.trim().split('\n').at(-1) ?? '';
  if (id.startsWith('sha256:')) return id;
  throw new SocketbedError({
    code: 'IMAGE_UNAVAILABLE',
    what: 'the build of the image gave no id',
    found: `\`docker build --quiet\` printed ${JSON.stringify(stdout)}`,
    advice: 'Run `docker build .` by hand',
  });
}
