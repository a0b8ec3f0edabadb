// Answers on their way out: those of one turn of the event loop leave in one write.

import type { Writable } from 'node:stream';
import type { ProbeAnswer } from '../../src/protocol/probe.ts';

export class Answers {
  readonly #out: Writable;
  #lines: string[] = [];

  constructor(out: Writable) {
    this.#out = out;
  }

  put(answer: ProbeAnswer): void {
    this.#lines.push(`${JSON.stringify(answer)}\n`);
    if (this.#lines.length === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    this.#out.write(this.#lines.join(''));
    this.#lines = [];
  }
}
