// The loop of serveForever: takes requests as they come, holds back when one has to be waited for, and ends at once.
//
//   transport: notify() -> [ next() > serviceActions() ] while a request waits -> idle until the next notify()
//                              '-- a promise (serial, or a limit is reached): go on when it resolves
//
// What a request is and what happens to it is the server's.

import type { Held } from './concurrency.ts';
import type { SystemExit } from './system-exit.ts';

/** What the loop works on. */
export interface RequestSource {
  /** Whether a request waits. */
  isWaiting(): boolean;
  /** Begins the next request; a promise holds the one after it back. */
  next(): Held | undefined;
  /** After each request and once per poll interval. */
  serviceActions(): void;
}

interface Run {
  readonly stop: () => void;
  readonly fail: (exit: SystemExit) => void;
}

export class ServeLoop {
  readonly #source: RequestSource;
  #run: Run | undefined;
  #busy: Promise<void> | undefined;
  #onReadable: (() => void) | undefined;

  constructor(source: RequestSource) {
    this.#source = source;
  }

  get isRunning(): boolean {
    return this.#run !== undefined;
  }

  /**
   * Serves from when `ready` resolves until `stop`, which may come first; rejects with what `ready` rejects with, or
   * with a handler's SystemExit.
   */
  async run(pollIntervalMs: number, ready: Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const run: Run = { stop: resolve, fail: reject };
    this.#run = run;
    let timer: NodeJS.Timeout | undefined;
    try {
      await ready;
      timer = setInterval(() => this.#source.serviceActions(), pollIntervalMs).unref();
      this.#serveWaiting();
      await promise;
      // A serial handler that is running is part of the loop, as in Python.
      await this.#busy;
    } finally {
      clearInterval(timer);
      if (this.#run === run) this.#run = undefined;
    }
  }

  /** Takes no more requests. Resolves when a request that is waited for has ended. */
  async stop(): Promise<void> {
    this.#run?.stop();
    this.#run = undefined;
    await this.#busy;
  }

  /** A request waits now. */
  notify(): void {
    if (this.#onReadable !== undefined) this.#onReadable();
    else if (this.#busy === undefined) this.#serveWaiting();
  }

  /** Outside run: true when a request waits, false when `timeoutMs` passed first. */
  readable(timeoutMs: number | undefined): Promise<boolean> {
    if (this.#source.isWaiting()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => settle(false), timeoutMs);
      const settle = (readable: boolean): void => {
        clearTimeout(timer);
        this.#onReadable = undefined;
        resolve(readable);
      };
      this.#onReadable = () => settle(true);
    });
  }

  /** Takes requests until none waits or one has to be waited for. Synchronous: the common case costs no turn. */
  #serveWaiting(): void {
    while (this.#run !== undefined && this.#source.isWaiting()) {
      const held = this.#source.next();
      if (held !== undefined) {
        this.#busy = held.then((exit) => this.#continue(exit));
        return;
      }
      this.#source.serviceActions();
    }
  }

  #continue(exit: SystemExit | undefined): void {
    this.#busy = undefined;
    if (exit !== undefined) {
      this.#run?.fail(exit);
    } else if (this.#run !== undefined) {
      this.#source.serviceActions();
      this.#serveWaiting();
    }
  }
}
