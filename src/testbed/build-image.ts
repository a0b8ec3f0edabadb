// One image out of a Dockerfile, by BuildKit and from its cache when nothing has changed. The base image must be there.

import { SocketbedError } from '../errors/socketbed-error.ts';
import { logFile } from './engine/cache.ts';
import { certificateFile } from './engine/certificates.ts';
import { mustRun } from './engine/child.ts';

export interface ImageBuild {
  /** That of the Dockerfile and of what it copies. */
  readonly directory: string;
  readonly tag: string;
  /** Of the Dockerfile. Default: its last one. */
  readonly target?: string;
  /** For its build arguments. */
  readonly args?: Readonly<Record<string, string>>;
  /** For messages: `the services`. */
  readonly holds: string;
}

/** Resolves with its id. IMAGE_UNAVAILABLE, with the last lines of the build, when it fails. */
export async function buildImage({ directory, tag, target, args = {}, holds }: ImageBuild): Promise<string> {
  const certificates = certificateFile();
  const options = [
    ...(target === undefined ? [] : ['--target', target]),
    ...['--tag', tag],
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...(certificates === undefined ? [] : ['--secret', `id=ca,src=${certificates}`]),
  ];
  const { stdout } = await mustRun('docker', ['build', '--quiet', ...options, directory], {
    code: 'IMAGE_UNAVAILABLE',
    what: `cannot build the image of ${holds}`,
    logPath: logFile('image'),
  });
  const id = stdout.trim().split('\n').at(-1) ?? '';
  if (id.startsWith('sha256:')) return id;
  throw new SocketbedError({
    code: 'IMAGE_UNAVAILABLE',
    what: `the build of the image of ${holds} gave no id`,
    found: `\`docker build --quiet\` printed ${JSON.stringify(stdout)}`,
    advice: `Run \`docker build ${target === undefined ? '' : `--target ${target} `}${directory}\` by hand`,
  });
}
