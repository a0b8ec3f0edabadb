// The command by which a program says that it is ready, run inside its container as compose runs a health check.

import { statusOf } from '../../testbed/bed-network.ts';
import { lastLines } from '../../testbed/engine/child.ts';
import { type InsideResult, runInside } from '../../testbed/run-inside.ts';
import type { RunningContainer } from '../../testbed/running-container.ts';
import { failed, type Judgement } from '../judgement.ts';

/** Each run is a process of its own in the container: as seldom as nobody minds the wait. */
const betweenMs = 300;
const shownLines = 4;

export class Health {
  readonly #command: readonly string[];
  readonly #container: RunningContainer;
  #last: InsideResult | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(command: readonly string[], container: RunningContainer) {
    this.#command = command;
    this.#container = container;
  }

  /** Of a new start: what was said before does not count. */
  forget(): void {
    this.#last = undefined;
    this.#lastMs = Number.NEGATIVE_INFINITY;
  }

  /** Whether the program has said once that it is ready; `never` where the command cannot be run. */
  async isReady(timeoutMs: number): Promise<boolean | 'never'> {
    if (this.#last?.exitCode === 0) return true;
    if (performance.now() - this.#lastMs < betweenMs) return false;
    const result = await runInside(this.#container, this.#command, { timeoutMs }).catch(onlyNotRunning);
    this.#lastMs = performance.now();
    if (result === undefined) return false;
    this.#last = result;
    if (this.#missing() !== undefined) return 'never';
    return this.#last.exitCode === 0;
  }

  /** Why it is not ready, for a sentence; undefined when it is, or nobody has asked. */
  problem(within: string): Judgement | undefined {
    if (this.#last === undefined || this.#last.exitCode === 0) return undefined;
    const command = this.#command.join(' ');
    const missing = this.#missing();
    if (missing !== undefined) {
      return failed(
        `its health command cannot be run: the image has no \`${missing}\``,
        /^CMD(-SHELL)?$/.test(missing)
          ? 'That is compose’s word for how to run it: begin with the program, or with sh -c for a shell'
          : 'Give a command that is in the image, by its whole path if it is not in PATH',
      );
    }
    const { exitCode, output } = this.#last;
    const ending = exitCode === undefined ? 'it does not end' : `its exit code is ${exitCode}`;
    const said = output === '' ? 'it printed nothing' : `it printed last\n${lastLines(output, shownLines)}`;
    return failed(
      `its health command \`${command}\` did not say within ${within} that it is ready: ${ending}; ${said}`,
      'Run it by hand in the container; if the server is slow, give it more time with --start-ms',
    );
  }

  /** The engine's words, not the command's: another program may end with these codes, too. */
  #missing(): string | undefined {
    const { exitCode, output = '' } = this.#last ?? {};
    if (exitCode !== 126 && exitCode !== 127) return undefined;
    return /exec failed: .*exec: \\?"([^"\\]+)\\?"/.exec(output)?.[1];
  }
}

/** It has ended since somebody looked; who waits for it finds that out. */
function onlyNotRunning(error: unknown): undefined {
  if (statusOf(error) !== 409) throw error;
}
