// What services and clients tell while they run: one value per event, one line per value.

import type { ExchangeKind, Failure } from '../src/errors/outcome.ts';
import type { Protocol, Transport } from '../src/errors/transport.ts';
import type { TlsCredentials } from '../src/protocol/tls.ts';

/** How one transport fared in one round. */
export type RoundResult =
  /** `ms` is the round trip of a reply, and the whole attempt of a failure. */
  | { readonly transport: Protocol; readonly outcome: ExchangeKind; readonly ms: number }
  /** Not tried: it failed before and its time has not come. */
  | { readonly transport: Protocol; readonly outcome: 'waiting' };

/** A client has asked every server once. */
export interface RoundEvent {
  readonly event: 'round';
  /** The client's index. */
  readonly client: number;
  /** 1, 2, 3 ... */
  readonly round: number;
  /** The answer, the same from everybody who answered right; absent when nobody did. */
  readonly reply?: string;
  readonly results: readonly RoundResult[];
}

/** The outcome of a transport is another one than before; told once, not in every round. */
export interface ChangeEvent {
  readonly event: 'change';
  readonly client: number;
  readonly transport: Protocol;
  /** `start` when the very first attempt failed. */
  readonly from: ExchangeKind | 'start';
  readonly to: ExchangeKind;
  readonly code?: Failure['code'];
  readonly syscall?: Failure['syscall'];
  /** What came instead of the right answer, when `to` is `wrong`. */
  readonly reply?: string;
  /** How often and how long the outcome was `from`. */
  readonly attempts: number;
  readonly ms: number;
}

/** A client ends. */
export interface SummaryEvent {
  readonly event: 'summary';
  readonly client: number;
  readonly rounds: number;
  readonly transports: readonly TransportSummary[];
}

export interface TransportSummary {
  readonly transport: Protocol;
  /** How often each outcome was met. */
  readonly outcomes: Readonly<Partial<Record<ExchangeKind, number>>>;
}

export type ClientEvent = RoundEvent | ChangeEvent | SummaryEvent;

interface OfService {
  readonly service: string;
  readonly transport: Transport;
}

export type ServiceEvent = OfService &
  (
    | { readonly event: 'connect'; readonly peer: string }
    | { readonly event: 'close'; readonly peer: string; readonly bytes: number; readonly ms: number }
    /** `what` is the name of the server's own event, `code` that of the error behind it. */
    | {
        readonly event: 'problem';
        readonly what: string;
        readonly code?: string;
        readonly message: string;
      }
    /** A name server was asked for the record `type` of a name: 1 is A, 28 is AAAA. */
    | { readonly event: 'question'; readonly name: string; readonly type: number }
    /** What a client of this TLS server needs. Made at its start, worth nothing elsewhere. */
    | ({ readonly event: 'credentials' } & TlsCredentials)
    | {
        readonly event: 'stopped';
        readonly signal: string;
        readonly drained: boolean;
        readonly heldUpBy: string[];
      }
  );

export type LogEvent = ClientEvent | ServiceEvent;
