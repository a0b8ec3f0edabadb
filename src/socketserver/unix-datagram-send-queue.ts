// Datagrams that wait because the receiver's queue is full (`net.unix.max_dgram_qlen`, 10 on most machines, one more
// fits). Makes no system calls itself: it is given the attempt.
//
//   send -> attempt -> taken
//             | EAGAIN
//             v
//   peer A: [d1 d2 d3]   each peer has its own line, in order: one that does not read holds up nobody else
//   peer B: [d4]         retried at once while somebody reads, then 1, 2, 4 ... 16 ms apart, until the deadline
//
// Retried by timer, because an unconnected datagram socket always polls writable: waiting for that would spin.

import { constants } from 'node:os';
import { kernelError } from './unix-datagram-syscalls.ts';

const { EAGAIN, ECANCELED, ENOBUFS } = constants.errno;
const retryDelayMinMs = 1;
const retryDelayMaxMs = 16;

/** Gives the kernel one datagram; returns 0 or a positive errno. */
type Attempt = (data: Uint8Array, sockaddr: Buffer | undefined) => number;

interface QueuedSend {
  readonly data: Uint8Array;
  readonly sockaddr: Buffer | undefined;
  readonly deadlineMs: number;
  readonly settle: (errno: number) => void;
}

export class UnixDatagramSendQueue {
  readonly #attempt: Attempt;
  readonly #timeoutMs: number;
  readonly #lengthMax: number;
  /** By path; undefined is the connected peer. A line that is there is not empty. */
  readonly #lines = new Map<string | undefined, QueuedSend[]>();
  #length = 0;
  #delayMs = retryDelayMinMs;
  #scheduled = false;

  constructor(attempt: Attempt, timeoutMs: number, lengthMax: number) {
    this.#attempt = attempt;
    this.#timeoutMs = timeoutMs;
    this.#lengthMax = lengthMax;
  }

  /** Resolves when the kernel has taken the datagram; rejects with the kernel's error. */
  send(data: Uint8Array, sockaddr: Buffer | undefined, path: string | undefined): Promise<void> {
    const line = this.#lines.get(path);
    if (line === undefined) {
      const errno = this.#attempt(data, sockaddr);
      if (errno === 0) return Promise.resolve();
      if (errno !== EAGAIN) return Promise.reject(kernelError(errno, 'sendto', path));
    }
    if (this.#length >= this.#lengthMax) return Promise.reject(kernelError(ENOBUFS, 'sendto', path));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const settle = (errno: number): void => {
      if (errno === 0) resolve();
      else reject(kernelError(errno, 'sendto', path));
    };
    const queued = { data, sockaddr, deadlineMs: performance.now() + this.#timeoutMs, settle };
    if (line === undefined) this.#lines.set(path, [queued]);
    else line.push(queued);
    this.#length += 1;
    this.#schedule(true);
    return promise;
  }

  /** Rejects everything that waits with ECANCELED. */
  cancel(): void {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    this.#length = 0;
    for (const queued of lines.flat()) queued.settle(ECANCELED);
  }

  #schedule(progressed: boolean): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (progressed) {
      this.#delayMs = retryDelayMinMs;
      setImmediate(() => this.#retry());
    } else {
      setTimeout(() => this.#retry(), this.#delayMs);
      this.#delayMs = Math.min(this.#delayMs * 2, retryDelayMaxMs);
    }
  }

  #retry(): void {
    this.#scheduled = false;
    let progressed = false;
    for (const [path, line] of this.#lines) {
      const settled = this.#retryLine(line);
      if (settled > 0) progressed = true;
      line.splice(0, settled);
      this.#length -= settled;
      if (line.length === 0) this.#lines.delete(path);
    }
    if (this.#lines.size > 0) this.#schedule(progressed);
  }

  /** How many of the line, from its head, are sent or have failed. */
  #retryLine(line: readonly QueuedSend[]): number {
    const nowMs = performance.now();
    let settled = 0;
    for (const queued of line) {
      const errno = this.#attempt(queued.data, queued.sockaddr);
      if (errno === EAGAIN && nowMs < queued.deadlineMs) break;
      queued.settle(errno);
      settled += 1;
    }
    return settled;
  }
}
