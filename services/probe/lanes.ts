// The order in which the commands of one socket are carried out: two lanes, in which one command after the other has
// its turn.
//
//   receiving   accept, receive            | both wait behind
//   sending     send, shutdown             | bind, listen, connect
//
// A command that waits for its turn is let go at its deadline like any other.

import type { Attempt } from './attempt.ts';

export class Lanes {
  readonly #receiving = new Lane();
  readonly #sending = new Lane();
  readonly #attempts = new Set<Attempt>();

  receive<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
    return this.#track(attempt, this.#receiving.run(attempt, step));
  }

  send<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
    return this.#track(attempt, this.#sending.run(attempt, step));
  }

  /** What is sent before comes before, and everything that follows waits. What is waiting to receive is left to wait. */
  setUp<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
    const running = this.#sending.run(attempt, step);
    this.#receiving.hold(running);
    return this.#track(attempt, running);
  }

  /** Ends every command that runs or waits here. */
  cancel(): void {
    for (const attempt of this.#attempts) attempt.cancel();
  }

  async #track<T>(attempt: Attempt, running: Promise<T>): Promise<T> {
    this.#attempts.add(attempt);
    try {
      return await running;
    } finally {
      this.#attempts.delete(attempt);
    }
  }
}

class Lane {
  /** Settles when all that was put here has ended; absent when it has. */
  #tail: Promise<unknown> | undefined;

  async run<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
    const before = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.hold(promise);
    try {
      if (before !== undefined) await attempt.race(before);
      return await step();
    } finally {
      resolve();
    }
  }

  /** What comes next waits for `running`, and for all that runs already. */
  hold(running: Promise<unknown>): void {
    const tail = Promise.allSettled([this.#tail, running]).then(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
    this.#tail = tail;
  }
}
