// A container as it is driven from outside, whoever started it: paused, killed, stopped, its log read. Its networks, and
// what "ready" means for it, are left to those who know: bed-container.ts, compose/project-container.ts.

import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { containerLines, type LogOptions } from './container-log.ts';

export class RunningContainer {
  /** What its bed calls it: `tcp-1`, `web`. */
  readonly name: string;
  readonly docker: Docker.Container;

  constructor(docker: Docker.Container, name: string) {
    this.docker = docker;
    this.name = name;
  }

  get id(): string {
    return this.docker.id;
  }

  /** Freezes its processes. The kernel goes on answering for them: SYNs are accepted, bytes acknowledged. */
  pause(): Promise<void> {
    return this.change('pause', () => this.docker.pause());
  }

  unpause(): Promise<void> {
    return this.change('unpause', () => this.docker.unpause());
  }

  /** Sends a signal to its first process and waits for the end when it is SIGKILL. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.change('kill', () => this.docker.kill({ signal }));
    if (signal === 'SIGKILL') await this.docker.wait();
  }

  /** SIGTERM, and SIGKILL when the grace is over. */
  stop(graceSeconds = 5): Promise<void> {
    return this.change('stop', () => this.docker.stop({ t: graceSeconds }));
  }

  /** Lines of its log, from the first on; ends with the container unless `follow` is false. */
  lines(options: LogOptions = {}): AsyncGenerator<string> {
    return containerLines(this.docker, options);
  }

  /** The first line of its log that `matches`, waiting for it at most `timeoutMs` (default 10 s). */
  async line(
    matches: (line: string) => boolean,
    { timeoutMs = 10_000, sinceMs }: { timeoutMs?: number; sinceMs?: number } = {},
  ): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    for await (const line of this.lines({ signal, ...(sinceMs === undefined ? {} : { sinceMs }) })) {
      if (matches(line)) return line;
    }
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the log of ${this.name} has no line that was waited for`,
      found: signal.aborted ? `none came in ${timeoutMs} ms` : 'the container ended',
      advice: `See \`docker logs ${this.name}\` or the log kept with the results`,
    });
  }

  /** For those who know more of it: CONTAINER_FAILED when the engine would not. */
  protected async change(what: string, change: () => Promise<unknown>): Promise<void> {
    try {
      await change();
    } catch (error) {
      throw containerError(`cannot ${what} the container ${this.name}`, error);
    }
  }
}

export function containerError(what: string, cause: unknown): SocketbedError {
  return new SocketbedError({
    code: 'CONTAINER_FAILED',
    what,
    found: cause instanceof Error ? cause.message : String(cause),
    advice: 'See the log of the Docker engine, and `docker ps -a`',
    cause,
  });
}
