// What an image says of itself, before anything is started of it.

import { SocketbedError } from '../errors/socketbed-error.ts';
import { statusOf } from './bed-network.ts';
import { dockerClient } from './docker.ts';
import { lastLines, runChild } from './engine/child.ts';

export interface ImageFacts {
  /** `uid:gid` or a name; empty for root. */
  readonly user: string;
  /** What it wants to be stopped with. */
  readonly stopSignal: NodeJS.Signals;
}

const pullTimeoutMs = 300_000;

/** Looks at an image, pulling one that is not there. IMAGE_UNAVAILABLE when that cannot be done. */
export async function imageFacts(name: string): Promise<ImageFacts> {
  const known = await inspectImage(name);
  if (known !== undefined) return known;
  const { output } = await runChild('docker', ['pull', '--quiet', name], { timeoutMs: pullTimeoutMs });
  const pulled = await inspectImage(name);
  if (pulled !== undefined) return pulled;
  throw new SocketbedError({
    code: 'IMAGE_UNAVAILABLE',
    what: `there is no image ${name} on this machine, and it cannot be pulled`,
    found: lastLines(output, 2),
    advice: `Build it (\`docker build --tag ${name} .\`), or see \`docker images\` for how it is called`,
  });
}

async function inspectImage(name: string): Promise<ImageFacts | undefined> {
  const docker = await dockerClient();
  try {
    const { Config } = await docker.getImage(name).inspect();
    const { User: user = '', StopSignal: stopSignal }: { User?: string; StopSignal?: string } = Config ?? {};
    return { user, stopSignal: (stopSignal || 'SIGTERM') as NodeJS.Signals };
  } catch (error) {
    // 400: a name that no image can have.
    if (statusOf(error) === 404 || statusOf(error) === 400) return undefined;
    throw error;
  }
}
