// The requests that a server is running now: counted, listed for the drain, waited for.

import type { SocketAddress } from './address.ts';
import type { ActiveRequest } from './events.ts';

/** One of them, and its neighbours in the list. */
export interface RunningRequest<Request, Address> {
  readonly request: Request;
  readonly clientAddress: Address;
  /** By performance.now, in whole milliseconds: a fraction would cost each waiting connection a number on the heap. */
  readonly sinceMs: number;
  previous: RunningRequest<Request, Address> | undefined;
  next: RunningRequest<Request, Address> | undefined;
}

/** A linked list, because one comes and goes with every datagram: a Set takes ten times as long for that. */
export class RunningRequests<Request, Address extends SocketAddress> {
  #first: RunningRequest<Request, Address> | undefined;
  #size = 0;
  #onIdle: (() => void) | undefined;

  get size(): number {
    return this.#size;
  }

  add(request: Request, clientAddress: Address): RunningRequest<Request, Address> {
    const next = this.#first;
    const running: RunningRequest<Request, Address> = {
      request,
      clientAddress,
      sinceMs: Math.round(performance.now()),
      previous: undefined,
      next,
    };
    if (next !== undefined) next.previous = running;
    this.#first = running;
    this.#size += 1;
    return running;
  }

  remove(running: RunningRequest<Request, Address>): void {
    const { previous, next } = running;
    // Left as they are they would keep the neighbours, long over, alive until a full collection.
    running.previous = undefined;
    running.next = undefined;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    this.#size -= 1;
    if (this.#size === 0) this.#onIdle?.();
  }

  /** The requests, newest first. */
  all(): Request[] {
    return Array.from(this.#list(), ({ request }) => request);
  }

  /** Whom they serve and for how long already. */
  describe(): ActiveRequest[] {
    const nowMs = performance.now();
    return Array.from(this.#list(), ({ clientAddress, sinceMs }) => ({
      clientAddress,
      ageMs: nowMs - sinceMs,
    }));
  }

  /** True when none runs any more, false when the deadline came first. */
  async idle(deadlineMs: number): Promise<boolean> {
    if (this.#size === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#onIdle = () => resolve(true);
    const timer = Number.isFinite(deadlineMs) ? setTimeout(() => resolve(false), deadlineMs) : undefined;
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#onIdle = undefined;
    }
  }

  *#list(): Generator<RunningRequest<Request, Address>> {
    for (let running = this.#first; running !== undefined; running = running.next) yield running;
  }
}
