// One command's attempt: when it began, how long it may wait, what has moved so far, and the call that it is in. It
// waits for nothing by itself; whoever waits on its behalf is let go when the deadline passes or the socket is closed.
//
//   wait(wake) ----- woken ----> goes on
//              \--- deadline --> DeadlinePassed
//              \--- cancelled -> ECANCELED

import { constants } from 'node:os';
import type { Timed } from '../../src/errors/outcome.ts';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';

/** The attempt's own deadline has passed. Not an error of the kernel's, hence without a code. */
export class DeadlinePassed extends Error {}

export class Attempt {
  /** The call that would fail now. */
  syscall: string;
  /** Bytes of the message that the kernel has taken. Absent for what sends nothing. */
  sent: number | undefined;
  /** What came while more was awaited. */
  received: Buffer[] = [];
  readonly #timeoutMs: number | undefined;
  readonly #atMs: number;
  readonly #started = performance.now();
  readonly #waiting = new Set<(reason: Error) => void>();
  #timer: NodeJS.Timeout | undefined;
  #over: Error | undefined;

  /** Without `timeoutMs` it may wait for ever. */
  constructor(syscall: string, timeoutMs?: number) {
    this.syscall = syscall;
    this.#timeoutMs = timeoutMs;
    this.#atMs = performance.timeOrigin + this.#started;
  }

  /** Waits until `wake` is called. Rejects when the attempt is over. */
  wait(register: (wake: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    register(resolve);
    return this.race(promise);
  }

  /** Waits for `promise`, but not longer than the attempt lasts. */
  async race<T>(promise: Promise<T>): Promise<T> {
    this.throwIfOver();
    this.#startTimer();
    const { promise: over, reject } = Promise.withResolvers<never>();
    this.#waiting.add(reject);
    try {
      const value = await Promise.race([promise, over]);
      // It may have been cancelled between being woken and running.
      this.throwIfOver();
      return value;
    } finally {
      this.#waiting.delete(reject);
    }
  }

  /** To be called between a wait of another kind and the next system call. */
  throwIfOver(): void {
    if (this.#over !== undefined) throw this.#over;
  }

  /** The socket is closed under it. */
  cancel(): void {
    this.#end(kernelError(constants.errno.ECANCELED, this.syscall));
  }

  /** Must be called when the attempt is done: a timer must not outlive it. */
  finish(): Timed {
    clearTimeout(this.#timer);
    const durationMs = performance.now() - this.#started;
    return { atMs: toMicroseconds(this.#atMs), durationMs: toMicroseconds(durationMs) };
  }

  #startTimer(): void {
    if (this.#timeoutMs !== undefined && this.#timer === undefined) this.#setTimer(this.#timeoutMs);
  }

  #setTimer(timeoutMs: number): void {
    const leftMs = timeoutMs - (performance.now() - this.#started);
    this.#timer = setTimeout(() => {
      // Node's timers count from the beginning of the loop's turn and may come a little early.
      if (performance.now() - this.#started < timeoutMs) this.#setTimer(timeoutMs);
      else this.#end(new DeadlinePassed());
    }, leftMs);
  }

  #end(reason: Error): void {
    this.#over ??= reason;
    for (const reject of this.#waiting) reject(this.#over);
  }
}

/** As fine as the clock is, in milliseconds. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
