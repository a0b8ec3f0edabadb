// The acts of a scenario, and the record that is kept of them: control (it works), fault (it is broken, and what is
// seen), lifted (it works again). The record goes to the reporter in the test's `meta`; matchers add what they looked at.

import { failureKinds } from '../errors/outcome.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ActName, ActResult, Check, Injection, ScenarioRecord } from '../evidence/results.ts';

/** An act while it runs. */
type OpenAct = Writable<ActResult> & {
  readonly checks: Check[];
  readonly injections: Injection[];
};

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Acts that are being played: only to these can checks be added. */
const playing = new WeakSet<object>();

export class Acts {
  /** Plain data, for it travels to the reporter. */
  readonly record: { readonly acts: OpenAct[]; readonly files: string[] } = { acts: [], files: [] };
  /** Leaves every cause out: each scenario that has a fault must then fail. */
  readonly #withoutFault: boolean;
  #open: OpenAct | undefined;

  constructor({ withoutFault = false }: { readonly withoutFault?: boolean } = {}) {
    this.#withoutFault = withoutFault;
  }

  /** It works, before anything is broken. */
  control(work: () => Promise<void>): Promise<void> {
    return this.#play('control', work);
  }

  /** It is broken: `inject` the cause in here, and look at what programs get. */
  fault(work: () => Promise<void>): Promise<void> {
    return this.#play('fault', work);
  }

  /** The cause is gone: it works again. */
  lifted(work: () => Promise<void>): Promise<void> {
    return this.#play('lifted', work);
  }

  /** Instead of a lifted act, why there can be none: `a connection that was reset stays so`. */
  final(reason: string): void {
    const fault = this.record.acts.find(({ act }) => act === 'fault');
    if (fault === undefined) throw wronglyTold('`final` comes before the fault', 'Say it after act.fault');
    fault.final = reason;
  }

  /**
   * Breaks something on purpose, inside the fault act. `what` is told in the results: `the server is killed`. A cause
   * that can be lifted calls `onLifted` when it was.
   */
  async inject<T>(what: string, cause: (onLifted: () => void) => Promise<T> | T): Promise<T | undefined> {
    const act = this.#open;
    if (act?.act !== 'fault')
      throw wronglyTold('`inject` stands outside of the fault act', 'Move it into act.fault');
    if (this.#withoutFault) return undefined;
    const injection: Writable<Injection> = { what, atMs: now(), durationMs: 0 };
    try {
      return await cause(() => {
        injection.liftedAtMs ??= now();
      });
    } finally {
      injection.durationMs = now() - injection.atMs;
      act.injections.push(injection);
    }
  }

  /** Throws SCENARIO_INVALID for a fault without control, cause, or lifted act. */
  checkComplete(): void {
    const names = this.record.acts.map(({ act }) => act);
    const fault = this.record.acts.find(({ act }) => act === 'fault');
    if (names.length === 0) throw wronglyTold('it has no act', 'Begin with act.control');
    if (fault === undefined) return;
    if (names[0] !== 'control') throw wronglyTold('its fault has no control', 'Begin with act.control');
    if (fault.injections.length === 0 && !this.#withoutFault) {
      throw wronglyTold('its fault act injects nothing', 'Break something with `inject`');
    }
    if (fault.final !== undefined || names.at(-1) === 'lifted') return;
    throw wronglyTold(
      'its fault is not lifted',
      'End with act.lifted, or say with act.final why that cannot be',
    );
  }

  async #play(act: ActName, work: () => Promise<void>): Promise<void> {
    if (this.#open !== undefined)
      throw wronglyTold(`${act} begins inside of ${this.#open.act}`, 'Await each act');
    const none = { outcome: null, expected: null, wire: null, checks: [], injections: [] };
    const open: OpenAct = { act, atMs: now(), durationMs: 0, ...none };
    this.record.acts.push(open);
    this.#open = open;
    playing.add(open);
    try {
      await work();
    } finally {
      open.durationMs = now() - open.atMs;
      this.#open = undefined;
      playing.delete(open);
    }
  }
}

/**
 * Takes down what was looked at, in the act that is being played. For a fault the first failure stands that it brought
 * and the first wire, or what was not as expected; for other acts the last look.
 */
export function noteCheck({ acts }: ScenarioRecord, check: Check): void {
  const act = acts.at(-1);
  if (act === undefined || !playing.has(act)) return;
  const open: OpenAct = act as OpenAct;
  open.checks.push(check);
  const { outcome, wire, expected, passed } = check;
  const isFault = act.act === 'fault';
  if (wire !== undefined && !(isFault && passed && act.wire !== null)) open.wire = wire;
  if (outcome === undefined) return;
  const isTold = isFault && act.outcome !== null && act.outcome.kind in failureKinds;
  if (isTold && passed) return;
  open.outcome = outcome;
  open.expected = expected;
}

const now = (): number => performance.timeOrigin + performance.now();

function wronglyTold(found: string, advice: string): SocketbedError {
  return new SocketbedError({
    code: 'SCENARIO_INVALID',
    what: 'the scenario is not told in acts',
    found,
    advice,
  });
}
