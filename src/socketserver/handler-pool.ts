// Runs handlers outside the server: in child processes (forking) or worker threads (threading with workers).
//
//   accepted socket -> detach -> member (child process | worker thread): handler's life, closing -> done | failed
//
// A stream's socket moves to the member. A datagram's data is copied and its replies come back to be sent here,
// since all of them must leave from the one socket that clients know.

import type { Socket } from 'node:net';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { SocketAddress } from './address.ts';
import type { Held, RequestRunner } from './concurrency.ts';
import { Connection } from './connection.ts';
import type { Datagram } from './datagram-server.ts';
import {
  type FromMember,
  fromErrorMessage,
  type RequestMessage,
  type ToMember,
  toErrorMessage,
} from './handler-messages.ts';

/** A process or thread that can run handlers; made by spawnChild and spawnWorker. */
export interface PoolMember {
  /** Hands a message over, with the socket that belongs to it. */
  post(message: ToMember, socket?: Socket): void;
  onMessage(listener: (message: FromMember) => void): void;
  /** Called once, when the member is gone, with what is known of why. */
  onGone(listener: (reason: string) => void): void;
  /** Ends it at once. Resolves when it is gone. */
  end(): Promise<void>;
}

export interface HandlerPoolOptions {
  readonly spawn: () => PoolMember;
  /** Members started by open() and kept. */
  readonly warm: number;
  readonly membersMax: number;
  /** Requests that a member runs at once. Default: no limit. */
  readonly requestsPerMember?: number;
  /** A member ends after one request. Default false. */
  readonly once?: boolean;
}

interface Job {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly datagram: Datagram | undefined;
}

interface Slot {
  readonly member: PoolMember;
  readonly jobs: Map<number, Job>;
}

export class HandlerPool {
  readonly #options: HandlerPoolOptions;
  readonly #requestsPerMember: number;
  readonly #slots = new Set<Slot>();
  #lastId = 0;
  #closing = false;
  #waiting: (() => void) | undefined;

  constructor(options: HandlerPoolOptions) {
    this.#options = options;
    this.#requestsPerMember = options.requestsPerMember ?? Infinity;
  }

  /** Starts the warm members. */
  open(): void {
    while (this.#slots.size < this.#options.warm) this.#addSlot();
  }

  /** Runs one request in a member; counts, errors and closing are the server's, as for its own requests. */
  run<Request, Address extends SocketAddress>(
    server: RequestRunner<Request, Address>,
    request: Request,
    clientAddress: Address,
  ): Held {
    const slot = this.#pick();
    const head = { type: 'request', clientAddress, serverAddress: server.serverAddress } as const;
    return server.runRequest(request, clientAddress, async () => {
      try {
        if (request instanceof Connection) await this.#runStream(slot, head, request);
        else if (isDatagram(request)) await this.#runDatagram(slot, head, request);
      } finally {
        if (this.#options.once === true || (this.#closing && slot.jobs.size === 0)) await slot.member.end();
        this.#wake();
      }
    });
  }

  /** A promise while every member is busy and no more may be started; it resolves when one is free. */
  free(): Held | undefined {
    if (this.#findFree() !== undefined || this.#slots.size < this.#options.membersMax) return undefined;
    return new Promise((resolve) => {
      this.#waiting = () => resolve(undefined);
    });
  }

  /** Ends every member; those at work only when `atOnce`, else when their requests have ended. */
  async close({ atOnce }: { readonly atOnce: boolean }): Promise<void> {
    this.#closing = true;
    const ending = [...this.#slots].filter(({ jobs }) => atOnce || jobs.size === 0);
    await Promise.all(ending.map(({ member }) => member.end()));
  }

  #runStream(slot: Slot, head: Omit<RequestMessage, 'id' | 'kind'>, connection: Connection): Promise<void> {
    const id = this.#nextId();
    const { member } = slot;
    const socket = connection.detach({
      reset: () => member.post({ type: 'reset', id }),
      endWhenIdle: () => member.post({ type: 'end-idle', id }),
    });
    return this.#await(slot, id, undefined, () => member.post({ ...head, id, kind: 'stream' }, socket));
  }

  #runDatagram(slot: Slot, head: Omit<RequestMessage, 'id' | 'kind'>, datagram: Datagram): Promise<void> {
    const id = this.#nextId();
    const { data, truncated } = datagram;
    return this.#await(slot, id, datagram, () =>
      slot.member.post({ ...head, id, kind: 'datagram', data, truncated }),
    );
  }

  #await(slot: Slot, id: number, datagram: Datagram | undefined, post: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      slot.jobs.set(id, { resolve, reject, datagram });
      post();
    });
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The least busy member that has room, else a new one, else the least busy one. */
  #pick(): Slot {
    const free = this.#findFree();
    if (free !== undefined) return free;
    if (this.#slots.size < this.#options.membersMax) return this.#addSlot();
    return this.#leastBusy() ?? this.#addSlot();
  }

  #findFree(): Slot | undefined {
    // A member that is gone is replaced when it is missed, so that one that dies at once cannot spin.
    if (this.#slots.size < this.#options.warm) return this.#addSlot();
    const slot = this.#options.once === true ? undefined : this.#leastBusy();
    return slot !== undefined && slot.jobs.size < this.#requestsPerMember ? slot : undefined;
  }

  #leastBusy(): Slot | undefined {
    let least: Slot | undefined;
    for (const slot of this.#slots) if (least === undefined || slot.jobs.size < least.jobs.size) least = slot;
    return least;
  }

  #addSlot(): Slot {
    const slot: Slot = { member: this.#options.spawn(), jobs: new Map() };
    this.#slots.add(slot);
    slot.member.onMessage((message) => this.#onMessage(slot, message));
    slot.member.onGone((reason) => {
      this.#slots.delete(slot);
      for (const { reject } of slot.jobs.values()) reject(memberGone(reason));
      this.#wake();
    });
    return slot;
  }

  #onMessage(slot: Slot, message: FromMember): void {
    if (message.type === 'ready' || message.type === 'invalid') return;
    const job = slot.jobs.get(message.id);
    if (job === undefined) return;
    if (message.type === 'send') {
      const { sendId, data, address } = message;
      job.datagram?.socket.sendTo(data, address).then(
        () => slot.member.post({ type: 'sent', sendId }),
        (error) => slot.member.post({ type: 'sent', sendId, error: toErrorMessage(error) }),
      );
      return;
    }
    slot.jobs.delete(message.id);
    if (message.type === 'done') job.resolve();
    else job.reject(fromErrorMessage(message.error));
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}

function isDatagram(request: unknown): request is Datagram {
  return typeof request === 'object' && request !== null && 'data' in request && 'socket' in request;
}

function memberGone(reason: string): SocketbedError {
  return new SocketbedError({
    code: 'HANDLER_GONE',
    what: 'the process or thread that ran the handler is gone',
    found: reason,
    advice: 'Look at what it printed; the server goes on with a new one',
  });
}
