// Matchers for outcomes, for vitest's expect: `expect(await socket.receive()).toBeReset({ code: 'ECONNRESET' })`.
// They take an outcome, or a probe's socket for what its connect, accept or listen came to, and leave a note of what
// they looked at in the scenario's record.
//
//   expected  reset (ECONNRESET recv)
//   seen      closed (recv) after 1.2 ms

import { expect, type TaskMeta } from 'vitest';
import type { FailureKind, Outcome, OutcomeKind } from '../errors/outcome.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { describeKind, describeOutcome } from '../evidence/describe-outcome.ts';
import type { RecordedOutcome } from '../evidence/results.ts';
import { noteCheck } from './acts.ts';

/** What may be asked of an outcome besides its kind. */
export interface OutcomeDetails {
  /** `ECONNRESET` */
  readonly code?: string;
  /** `recv` */
  readonly syscall?: string;
  /** What had moved when it failed, or what moved. */
  readonly text?: string;
  readonly bytes?: number;
}

const failureMatchers = {
  toBeRefused: 'refused',
  toBeReset: 'reset',
  toBeAborted: 'aborted',
  toBeClosed: 'closed',
  toTimeOut: 'timeout',
  toBeUnreachable: 'unreachable',
  toBeMissing: 'missing',
  toBeDenied: 'denied',
  toBeUnresolved: 'unresolved',
  toBeUntrusted: 'untrusted',
  toFailHandshake: 'handshake',
  toBeGarbled: 'garbled',
  toBeFull: 'full',
  toBeExhausted: 'exhausted',
  toBeUnavailable: 'unavailable',
  toBeInUse: 'inUse',
  toBeTooLong: 'tooLong',
  toFail: 'failed',
} as const satisfies Record<string, FailureKind>;

const stepMatchers = {
  toBeConnected: 'connected',
  toBeAccepted: 'accepted',
  toBeBound: 'bound',
  toListen: 'listening',
  toBeDone: 'done',
  toResolve: 'resolved',
} as const satisfies Record<string, OutcomeKind>;

type OfTable<Table, R> = { [Name in keyof Table]: (details?: OutcomeDetails) => R };

export interface OutcomeMatchers<R> extends OfTable<typeof failureMatchers & typeof stepMatchers, R> {
  /** An answer came; `text` is the whole of it. */
  toReply(text?: string): R;
  /** Bytes came: exactly these. */
  toReceive(data?: string | Uint8Array): R;
  /** The kernel took bytes; so many, if a number is given. */
  toBeSent(bytes?: number): R;
  /** Of a load: so many requests were answered, none wrongly, and none was lost. */
  toAnswerAll(requests: number): R;
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends OutcomeMatchers<R> {}
}

/** What vitest gives a matcher as `this`. */
export interface MatcherContext {
  /** vitest leaves it out where it is not. */
  readonly isNot?: boolean;
  readonly poll?: boolean;
  readonly task?: { readonly meta: TaskMeta };
}

export interface MatcherVerdict {
  readonly pass: boolean;
  readonly message: () => string;
}

interface Expectation extends OutcomeDetails {
  readonly kinds: readonly OutcomeKind[];
  readonly data?: Uint8Array;
  readonly requests?: number;
}

function match(context: MatcherContext, received: unknown, expectation: Expectation): MatcherVerdict {
  const outcome = outcomeIn(received);
  const isNot = context.isNot === true;
  const pass = meets(outcome, expectation);
  const expected = `${isNot ? 'not ' : ''}${describeExpectation(expectation)}`;
  const scenario = context.task?.meta.scenario;
  // A try of expect.poll that is not yet right is no finding.
  const isTry = context.poll === true && pass === isNot;
  if (scenario !== undefined && !isTry)
    noteCheck(scenario, { expected, outcome: record(outcome), passed: pass !== isNot });
  return { pass, message: () => `expected  ${expected}\nseen      ${describeOutcome(outcome)}` };
}

function meets(
  outcome: Outcome,
  { kinds, code, syscall, text, bytes, data, requests }: Expectation,
): boolean {
  const seen = record(outcome);
  const wanted: [unknown, unknown][] = [
    [code, seen.code],
    [syscall, seen.syscall],
    [text, wholeText(outcome)],
    [bytes, seen.bytes],
  ];
  if (!kinds.includes(outcome.kind)) return false;
  if (requests !== undefined) return answeredAll(outcome, requests);
  if (wanted.some(([want, saw]) => want !== undefined && want !== saw)) return false;
  return data === undefined || ('data' in outcome && outcome.data !== undefined && outcome.data.equals(data));
}

const answeredAll = (outcome: Outcome, requests: number): boolean =>
  outcome.kind === 'loaded' && outcome.requests === requests && outcome.wrong + outcome.lost === 0;

function describeExpectation({ kinds, text, bytes, data, requests, ...details }: Expectation): string {
  if (requests !== undefined) return `loaded: ${requests} replies, 0 wrong, 0 lost`;
  const [kind = 'reply'] = kinds;
  const what = text ?? (data === undefined ? undefined : Buffer.from(data).toString());
  const shown =
    what === undefined ? '' : ` ${JSON.stringify(what.length > 60 ? `${what.slice(0, 60)}...` : what)}`;
  return `${describeKind(kind, details)}${bytes === undefined ? '' : ` ${bytes} bytes`}${shown}`;
}

function outcomeIn(received: unknown): Outcome {
  const inner = isObject(received) && 'outcome' in received ? received.outcome : received;
  if (isOutcome(inner)) return inner;
  throw new SocketbedError({
    code: 'SCENARIO_INVALID',
    what: 'this matcher looks at outcomes',
    found: `it was given ${inner === undefined ? 'a socket that has not connected, accepted or listened yet' : String(inner)}`,
    advice: 'Give it what `await socket.receive()` and its sisters resolve with; is an await missing?',
  });
}

const isOutcome = (value: unknown): value is Outcome =>
  isObject(value) && typeof value.kind === 'string' && typeof value.durationMs === 'number';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function wholeText(outcome: Outcome): string | undefined {
  if ('reply' in outcome) return outcome.reply;
  if ('text' in outcome) return outcome.text;
  return 'data' in outcome ? outcome.data?.toString() : undefined;
}

const keptTextMax = 200;

/** An outcome as the record keeps it. */
function record(outcome: Outcome): RecordedOutcome {
  const parts: Outcome & { readonly data?: Buffer; readonly reply?: string; readonly text?: string } =
    outcome;
  const { data, reply: _reply, text: _text, ...rest } = parts;
  const text = wholeText(outcome)?.slice(0, keptTextMax);
  const bytes = data?.length;
  return { ...rest, ...(text === undefined ? {} : { text }), ...(bytes === undefined ? {} : { bytes }) };
}

const ofTable = (table: Readonly<Record<string, OutcomeKind>>) =>
  Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [
      name,
      function (this: MatcherContext, received: unknown, details: OutcomeDetails = {}): MatcherVerdict {
        return match(this, received, { kinds: [kind], ...details });
      },
    ]),
  );

expect.extend({
  ...ofTable(failureMatchers),
  ...ofTable(stepMatchers),
  toReply(received: unknown, text?: string) {
    return match(this, received, { kinds: ['reply', 'received'], ...(text === undefined ? {} : { text }) });
  },
  toReceive(received: unknown, data?: string | Uint8Array) {
    if (data === undefined) return match(this, received, { kinds: ['received'] });
    return match(this, received, { kinds: ['received'], data: Buffer.from(data) });
  },
  toAnswerAll(received: unknown, requests: number) {
    return match(this, received, { kinds: ['loaded'], requests });
  },
  toBeSent(received: unknown, bytes?: number) {
    return match(this, received, { kinds: ['sent'], ...(bytes === undefined ? {} : { bytes }) });
  },
});
