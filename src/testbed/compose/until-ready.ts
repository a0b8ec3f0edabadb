// Waits until containers are what their health checks ask for: healthy; where there is no check, running for a second, since
// what cannot start mostly ends at once; or ended with 0, as jobs do that only prepare something. (`docker compose up --wait`
// takes such a job for a failure.)

import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { containerLines } from '../container-log.ts';

/** Long enough for a database that makes its files. */
export const readyTimeoutMs = 120_000;
const lookEveryMs = 100;
/** How long one without a health check has to run. */
const standMs = 1000;
const shownLines = 10;

interface Waited {
  readonly name: string;
  readonly docker: Docker.Container;
}

/** BED_NOT_READY, with what it said last, for one that ends, gets unhealthy, or takes longer. */
export async function untilReady(
  docker: Docker,
  containers: readonly Waited[],
  timeoutMs = readyTimeoutMs,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  await Promise.all(containers.map((container) => untilOneIs(docker, container, { deadline, timeoutMs })));
}

async function untilOneIs(
  docker: Docker,
  { name, docker: { id } }: Waited,
  { deadline, timeoutMs }: { deadline: number; timeoutMs: number },
): Promise<void> {
  const container = docker.getContainer(id);
  /** Since when it has been seen to run, by this machine's clock. */
  let since = { startedAt: '', atMs: 0 };
  for (;;) {
    const { State } = await container.inspect();
    const health = State.Health?.Status;
    if (State.Status === 'exited' && State.ExitCode === 0) return;
    if (State.Status === 'exited' || State.Status === 'dead')
      throw await notReady(container, name, `it ended with ${State.ExitCode}`);
    if (State.StartedAt !== since.startedAt) since = { startedAt: State.StartedAt, atMs: performance.now() };
    const isChecked = health !== undefined && health !== 'none';
    const stands = State.Running && !State.Restarting && performance.now() - since.atMs >= standMs;
    if (!isChecked && stands) return;
    if (health === 'healthy') return;
    if (health === 'unhealthy') throw await notReady(container, name, 'its health check failed');
    if (performance.now() > deadline)
      throw await notReady(container, name, `it is ${health ?? State.Status} after ${timeoutMs / 1000} s`);
    await pause(lookEveryMs);
  }
}

async function notReady(container: Docker.Container, name: string, why: string): Promise<SocketbedError> {
  return new SocketbedError({
    code: 'BED_NOT_READY',
    what: `${name} did not get ready`,
    found: await withLastLines(container, why),
    advice: 'See its health check in the compose file, and its log; what was started is taken down again',
  });
}

/** `it ended with 3; it said last ...` */
export async function withLastLines(container: Docker.Container, why: string): Promise<string> {
  const lines: string[] = [];
  const options = { follow: false, tailLines: shownLines };
  for await (const line of containerLines(container, options)) lines.push(line);
  return `${why}${lines.length === 0 ? ', and said nothing' : `; it said last\n${lines.join('\n')}`}`;
}
