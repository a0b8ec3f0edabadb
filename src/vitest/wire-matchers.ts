// Matchers for packets: `expect(await capture.wire()).toShow('SYN', 'RST from server')`. The words are those of
// src/evidence/wire-events.ts; others may come between. They too leave a note in the scenario's record.
//
//   expected  SYN, RST from server
//   seen      SYN, SYN-ACK from server, 5 bytes from client, ...
//   and the ladder

import { expect } from 'vitest';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { ladderOf, type ObservedWire, recordWire } from '../evidence/observed-wire.ts';
import { tellEvents } from '../evidence/tell-events.ts';
import { neverShows, type Shown, showsInOrder } from '../evidence/wire-pattern.ts';
import { noteCheck } from './acts.ts';
import type { MatcherContext, MatcherVerdict } from './matchers.ts';

export interface WireMatchers<R> {
  /** These events came, in this order. `nothing` at the end: no answer came. */
  toShow(...patterns: string[]): R;
  /** None of these events came. */
  toNeverShow(...patterns: string[]): R;
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends WireMatchers<R> {}
}

function judge(
  context: MatcherContext,
  received: unknown,
  { expected, shown }: { expected: string; shown: (wire: ObservedWire) => Shown },
): MatcherVerdict {
  if (!isWire(received)) throw noWire(received);
  const { holds } = shown(received);
  const isNot = context.isNot === true;
  const told = `${isNot ? 'not ' : ''}${expected}`;
  const scenario = context.task?.meta.scenario;
  const isTry = context.poll === true && holds === isNot;
  if (scenario !== undefined && !isTry) {
    noteCheck(scenario, { expected: told, wire: recordWire(received), passed: holds !== isNot });
  }
  const seen = tellEvents(received.events).join(', ');
  return { pass: holds, message: () => `expected  ${told}\nseen      ${seen}\n\n${ladderOf(received)}` };
}

const isWire = (value: unknown): value is ObservedWire =>
  typeof value === 'object' && value !== null && 'conversation' in value && 'events' in value;

function noWire(received: unknown): SocketbedError {
  return new SocketbedError({
    code: 'SCENARIO_INVALID',
    what: 'this matcher looks at packets',
    found: `it was given ${String(received)}`,
    advice: 'Give it what `await capture.wire()` resolves with; is an await missing?',
  });
}

expect.extend({
  toShow(received: unknown, ...patterns: string[]) {
    const shown = ({ events }: ObservedWire) => showsInOrder(events, patterns);
    return judge(this, received, { expected: patterns.join(', '), shown });
  },
  toNeverShow(received: unknown, ...patterns: string[]) {
    const shown = ({ events }: ObservedWire) => neverShows(events, patterns);
    return judge(this, received, { expected: `never ${patterns.join(' or ')}`, shown });
  },
});
