// A row of the timeline of a scenario: what it shows, and where it lies.

import type { Turn } from '../../evidence/conversation.ts';
import type { Packet } from '../../evidence/packet.ts';
import type { ActResult, Injection } from '../../evidence/results.ts';
import type { EngineEvent } from '../page-data.ts';
import type { Call } from './calls.ts';

export type RowContent =
  | { readonly kind: 'act'; readonly act: ActResult }
  | { readonly kind: 'injection'; readonly injection: Injection }
  | { readonly kind: 'lift'; readonly injection: Injection }
  | {
      readonly kind: 'packet';
      readonly packet: Packet;
      readonly turn: Turn | undefined;
      /** Its place among the conversations of the capture; -1 for none. */
      readonly conversation: number;
    }
  | {
      readonly kind: 'call';
      readonly call: Call;
      readonly phase: 'whole' | 'begin' | 'end';
      readonly lane: number;
      /** Whom it reaches, or is reached by, where no packets show it; -1 for nobody. */
      readonly toLane: number;
    }
  | { readonly kind: 'log'; readonly program: string; readonly lane: number; readonly text: string }
  | { readonly kind: 'engine'; readonly event: EngineEvent; readonly lane: number }
  | { readonly kind: 'silence'; readonly forMs: number }
  | { readonly kind: 'end' };

export interface Row {
  readonly content: RowContent;
  readonly atMs: number;
  /** From the first row on, px. */
  readonly top: number;
  readonly height: number;
  /** The fault was on. */
  readonly faulty: boolean;
  /** Lanes whose programs are inside of a call. */
  readonly busy: readonly number[];
}

/** One that has no place yet. */
export interface Draft {
  readonly content: RowContent;
  readonly atMs: number;
}
