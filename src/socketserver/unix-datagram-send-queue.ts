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
const retryDelayMaxMs = 16;
/** A receiver in this thread reads before the second of these at the latest, in the poll phase between them. */
const immediateRetries = 2;

/** Gives the kernel one datagram; returns 0 or a positive errno. */
type Attempt = (data: Uint8Array, sockaddr: Buffer | undefined) => number;

interface QueuedSend {
  readonly data: Uint8Array;
  readonly sockaddr: Buffer | undefined;
  readonly deadlineMs: number;
  readonly settle: (errno: number) => void;
}

/** What waits for one peer. */
interface Line {
  readonly queued: QueuedSend[];
  /** Since the last retry that found room. */
  futileRetries: number;
}

export class UnixDatagramSendQueue {
  readonly #attempt: Attempt;
  readonly #timeoutMs: number;
  readonly #lengthMax: number;
  /** By path; undefined is the connected peer. A line that is there is not empty, and its retry is scheduled. */
  readonly #lines = new Map<string | undefined, Line>();
  #length = 0;

  constructor(attempt: Attempt, timeoutMs: number, lengthMax: number) {
    this.#attempt = attempt;
    this.#timeoutMs = timeoutMs;
    this.#lengthMax = lengthMax;
  }

  /** Resolves when the kernel has taken the datagram; rejects with the kernel's error. */
  send(data: Uint8Array, sockaddr: Buffer | undefined, path: string | undefined): Promise<void> {
    if (!this.#lines.has(path)) {
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
    this.#push({ data, sockaddr, deadlineMs: performance.now() + this.#timeoutMs, settle }, path);
    return promise;
  }

  /** Rejects everything that waits with ECANCELED. */
  cancel(): void {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    this.#length = 0;
    for (const { queued } of lines) {
      for (const { settle } of queued.splice(0)) settle(ECANCELED);
    }
  }

  #push(send: QueuedSend, path: string | undefined): void {
    this.#length += 1;
    const line = this.#lines.get(path);
    if (line !== undefined) {
      line.queued.push(send);
      return;
    }
    const begun = { queued: [send], futileRetries: 0 };
    this.#lines.set(path, begun);
    this.#schedule(begun, path);
  }

  #schedule(line: Line, path: string | undefined): void {
    const timerRetries = line.futileRetries - immediateRetries;
    if (timerRetries < 0) setImmediate(() => this.#retry(line, path));
    else setTimeout(() => this.#retry(line, path), Math.min(2 ** timerRetries, retryDelayMaxMs));
  }

  #retry(line: Line, path: string | undefined): void {
    if (this.#lines.get(path) !== line) return;
    const settled = this.#retryHead(line.queued);
    line.futileRetries = settled > 0 ? 0 : line.futileRetries + 1;
    line.queued.splice(0, settled);
    this.#length -= settled;
    if (line.queued.length === 0) this.#lines.delete(path);
    else this.#schedule(line, path);
  }

  /** How many of the line, from its head, are sent or have failed. */
  #retryHead(queued: readonly QueuedSend[]): number {
    const nowMs = performance.now();
    let settled = 0;
    for (const { data, sockaddr, deadlineMs, settle } of queued) {
      const errno = this.#attempt(data, sockaddr);
      if (errno === EAGAIN && nowMs < deadlineMs) break;
      settle(errno);
      settled += 1;
    }
    return settled;
  }
}
