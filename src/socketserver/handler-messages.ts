// What a server and the processes or threads that run its handlers say to each other. All of it can be cloned.
//
//   server -- request (with the socket beside it) ------> member
//   server <- ready | invalid ---------------------------- member      once, when its module is loaded
//   server <- done | failed ------------------------------ member      once per request
//   server <- send (a datagram to send) ------------------ member
//   server -- sent -------------------------------------> member
//   server -- reset | end-idle -------------------------> member      the drain

import type { SocketAddress } from './address.ts';

interface RequestHead {
  readonly type: 'request';
  readonly id: number;
  readonly clientAddress: SocketAddress;
  readonly serverAddress: SocketAddress;
}

export interface StreamRequestMessage extends RequestHead {
  readonly kind: 'stream';
}

export interface DatagramRequestMessage extends RequestHead {
  readonly kind: 'datagram';
  readonly data: Uint8Array;
  readonly truncated: boolean;
}

export type RequestMessage = StreamRequestMessage | DatagramRequestMessage;

export type ToMember =
  | RequestMessage
  | { readonly type: 'reset' | 'end-idle'; readonly id: number }
  | { readonly type: 'sent'; readonly sendId: number; readonly error?: ErrorMessage };

export type FromMember =
  | { readonly type: 'ready' }
  | { readonly type: 'invalid'; readonly reason: string }
  | { readonly type: 'done'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorMessage }
  | {
      readonly type: 'send';
      readonly id: number;
      readonly sendId: number;
      readonly data: Uint8Array;
      readonly address: SocketAddress;
    };

/** An error without its class: what survives the way from one process to another. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  readonly errno: number | undefined;
}

export function toErrorMessage(error: unknown): ErrorMessage {
  const thrown = error instanceof Error ? error : new TypeError(`a handler threw ${String(error)}`);
  const { name, message, stack, code, syscall, errno }: NodeJS.ErrnoException = thrown;
  return { name, message, stack, code, syscall, errno };
}

export function fromErrorMessage({ name, message, stack, code, syscall, errno }: ErrorMessage): Error {
  const system = code === undefined ? {} : { code, syscall, errno };
  return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }), ...system });
}
