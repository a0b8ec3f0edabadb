// A command run inside a running container by the engine, as `docker exec` does it: its exit code, and what it printed.

import { PassThrough } from 'node:stream';
import { dockerClient } from './docker.ts';
import type { RunningContainer } from './running-container.ts';

export interface InsideResult {
  /** Undefined: it had not ended in its time, and goes on. 126 and 127 are of a command that cannot be run. */
  readonly exitCode: number | undefined;
  /** Stdout and stderr together; only its end, when there is much. */
  readonly output: string;
}

const keptBytes = 65_536;

/** Rejects as the engine does when the container does not run. */
export async function runInside(
  { docker: container }: RunningContainer,
  command: readonly string[],
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<InsideResult> {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const both = new PassThrough();
  let output = '';
  both.setEncoding('utf8').on('data', (part: string) => {
    output = (output + part).slice(-keptBytes);
  });
  (await dockerClient()).modem.demuxStream(stream, both, both);
  const ended = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => ended.resolve(false), timeoutMs);
  stream.once('end', () => ended.resolve(true)).once('error', () => ended.resolve(false));
  const hasEnded = await ended.promise;
  clearTimeout(timer);
  stream.destroy();
  const { ExitCode } = await exec.inspect();
  return { exitCode: hasEnded ? (ExitCode ?? undefined) : undefined, output: output.trimEnd() };
}
