// One conversation with everything that can be said of it: its packets, its events in words, its signature.

import type { Conversation } from './conversation.ts';
import { drawLadder, type LadderMark } from './ladder.ts';
import { wireOf } from './read-wire.ts';
import type { RecordedWire } from './results.ts';
import { tellEvents } from './tell-events.ts';
import type { Wire } from './wire.ts';
import { eventsOf, type WireEvent } from './wire-events.ts';

export interface ObservedWire {
  /** Name of the container that the capture stood at. */
  readonly capture: string;
  readonly conversation: Conversation;
  /** All of them, the quiet ones too. */
  readonly events: readonly WireEvent[];
  readonly signature: Wire;
  /** When watching ended, milliseconds since 1970. */
  readonly untilMs: number;
}

export function observe(capture: string, conversation: Conversation, untilMs: number): ObservedWire {
  const signature = wireOf(conversation, { untilMs });
  return { capture, conversation, signature, events: eventsOf(conversation, { untilMs }), untilMs };
}

/** As it is kept in results.json. */
export function recordWire({ capture, events, signature }: ObservedWire): RecordedWire {
  return { capture, events: tellEvents(events), signature };
}

/** A short drawing for a failed assertion. */
export function ladderOf({ conversation, untilMs }: ObservedWire, marks: readonly LadderMark[] = []): string {
  return drawLadder(conversation, { untilMs, marks, maxLines: 24 });
}
