// Waits until a container's program has said that it is ready: so many ready lines for each start, from its log. A program
// that ends before, or stays silent, is an error with what it said last.
//
// The lines are counted from the first one on, and not asked for by time: what a quick program says can be older than
// the time at which the engine has it started.

import type Docker from 'dockerode';
import type { WaitStrategy } from 'testcontainers';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { containerLines } from './container-log.ts';

/** Long enough for a container whose neighbours start at the same time on a small machine. */
const readyTimeoutMs = 30_000;
const shownLines = 10;

export class ReadyLines implements WaitStrategy {
  readonly #count: number;
  readonly #onFailed: ((container: Docker.Container) => Promise<void>) | undefined;
  #timeoutMs: number | undefined;
  /** Ready lines of earlier starts. */
  #before = 0;

  /** 0 is ready as soon as it runs. `onFailed` comes before testcontainers removes what did not get ready. */
  constructor(count: number, onFailed?: (container: Docker.Container) => Promise<void>) {
    this.#count = count;
    this.#onFailed = onFailed;
  }

  withStartupTimeout(timeoutMs: number): this {
    this.#timeoutMs = timeoutMs;
    return this;
  }

  isStartupTimeoutSet(): boolean {
    return this.#timeoutMs !== undefined;
  }

  getStartupTimeout(): number {
    return this.#timeoutMs ?? readyTimeoutMs;
  }

  async waitUntilReady(container: Docker.Container): Promise<void> {
    if (this.#count === 0) return;
    const signal = AbortSignal.timeout(this.getStartupTimeout());
    const lines: string[] = [];
    let ready = 0;
    for await (const line of containerLines(container, { signal })) {
      lines.push(line);
      if (isReadyLine(line)) ready += 1;
      if (ready === this.#before + this.#count) {
        this.#before = ready;
        return;
      }
    }
    const { Name } = await container.inspect();
    await this.#onFailed?.(container);
    throw notReady(Name.slice(1), signal.aborted ? this.getStartupTimeout() : undefined, lines);
  }
}

export const isReadyLine = (line: string): boolean => line.startsWith('{"event":"ready"');

function notReady(name: string, timedOutMs: number | undefined, lines: readonly string[]): SocketbedError {
  const last = lines.slice(-shownLines).join('\n');
  return new SocketbedError({
    code: 'BED_NOT_READY',
    what: `the container ${name} ${timedOutMs === undefined ? 'ended before it was ready' : `was not ready in ${timedOutMs} ms`}`,
    found: last === '' ? 'it said nothing' : `it said last\n${last}`,
    advice: 'Its program has to say `{"event":"ready",...}` when it listens; see its log for why it did not',
  });
}
