// Notices that the process has run out of file descriptors.
//
// libuv answers EMFILE on accept by taking each waiting connection with a spare descriptor and closing it, and
// tells nobody: clients see a connection that opens and ends. (Python's loop spins at 100 % CPU instead.) So that
// somebody is told, once, this tries now and then whether a file can still be opened.

import { closeSync, openSync } from 'node:fs';
import { isSystemError } from '../errors/socketbed-error.ts';
import type { ServerEvent } from './events.ts';

/** Two system calls per look; more often than this would show in a busy server. */
const lookIntervalMs = 250;

export class DescriptorWatch {
  readonly #tell: (event: ServerEvent) => void;
  #lastLookMs = 0;
  #exhausted = false;

  constructor(tell: (event: ServerEvent) => void) {
    this.#tell = tell;
  }

  /** Looks, unless it has just looked, and tells about a change. */
  look(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lastLookMs < lookIntervalMs) return;
    this.#lastLookMs = nowMs;
    const exhausted = !canOpen();
    if (exhausted === this.#exhausted) return;
    this.#exhausted = exhausted;
    this.#tell({ event: exhausted ? 'descriptors-exhausted' : 'descriptors-recovered' });
  }
}

function canOpen(): boolean {
  try {
    closeSync(openSync('/dev/null', 'r'));
    return true;
  } catch (error) {
    return !(isSystemError(error) && (error.code === 'EMFILE' || error.code === 'ENFILE'));
  }
}
