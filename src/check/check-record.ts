// What a check did and saw, act by act, as results.json keeps it. Knows nothing of verdicts.

import type { Outcome } from '../errors/outcome.ts';
import type {
  ActName,
  ActResult,
  Check,
  Injection,
  RecordedOutcome,
  RecordedWire,
} from '../evidence/results.ts';

type OpenAct = { -readonly [Key in keyof ActResult]: ActResult[Key] } & {
  readonly checks: Check[];
  readonly injections: Injection[];
};

export class CheckRecord {
  readonly acts: OpenAct[] = [];

  async act<T>(name: ActName, work: () => Promise<T>): Promise<T> {
    const none = { outcome: null, expected: null, wire: null, checks: [], injections: [] };
    const act: OpenAct = { act: name, atMs: now(), durationMs: 0, ...none };
    this.acts.push(act);
    try {
      return await work();
    } finally {
      act.durationMs = now() - act.atMs;
    }
  }

  /** Something that was looked at. Of a fault the first look that went wrong stands, else the last. */
  look(expected: string, outcome: Outcome, isRight: boolean): void {
    const act = this.acts.at(-1);
    if (act === undefined) return;
    const hasFailed = act.checks.some(({ passed }) => !passed);
    const recorded = recordOutcome(outcome);
    act.checks.push({ expected, outcome: recorded, passed: isRight });
    if (hasFailed) return;
    act.outcome = recorded;
    act.expected = expected;
  }

  /** Does something to the one under test and notes when and for how long. */
  async broke<T>(what: string, work: () => Promise<T>): Promise<T> {
    const atMs = now();
    try {
      return await work();
    } finally {
      this.acts.at(-1)?.injections.push({ what, atMs, durationMs: now() - atMs });
    }
  }

  /** The packets of the act that the check is about. */
  wire(wire: RecordedWire): void {
    const act = this.acts.findLast(({ act: name }) => name === 'fault') ?? this.acts.at(-1);
    if (act !== undefined) act.wire = wire;
  }
}

const keptTextMax = 200;

function recordOutcome(outcome: Outcome): RecordedOutcome {
  const parts: Outcome & { readonly data?: Buffer; readonly reply?: string; readonly text?: string } =
    outcome;
  const { data, reply, text, ...rest } = parts;
  const whole = reply ?? text ?? data?.toString();
  return {
    ...rest,
    ...(whole === undefined ? {} : { text: whole.slice(0, keptTextMax) }),
    ...(data === undefined ? {} : { bytes: data.length }),
  };
}

export const now = (): number => performance.timeOrigin + performance.now();
