// What a client knows of one transport: the outcomes it met, the state it is in, and when to try again after a
// failure. It sends nothing itself.

import type { ExchangeKind, ExchangeOutcome } from '../src/errors/outcome.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { ChangeEvent, TransportSummary } from './log-event.ts';

/** A server that comes back is noticed within this time. */
const backoffMsMax = 5_000;

/** How long to leave a server alone after so many failures in a row. `random` is from 0 up to 1. */
export function backoffMs(failures: number, intervalMs: number, random: number): number {
  const fullMs = Math.min(backoffMsMax, intervalMs * 2 ** (failures - 1));
  // Half of it by chance, so that fifty clients do not come back to a restarted server in one moment.
  return fullMs * (0.5 + random / 2);
}

interface State {
  readonly kind: ExchangeKind;
  readonly sinceMs: number;
  readonly attempts: number;
}

export class Track {
  readonly exchange: Exchange;
  readonly #counts: Partial<Record<ExchangeKind, number>> = {};
  #state: State | undefined;
  // Failures of several kinds in a row (closed, unresolved, refused: a restart) count as one row.
  #failures = 0;
  #notBeforeMs = 0;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
  }

  /** True when the time of the next attempt has come. */
  isDue(nowMs: number): boolean {
    return nowMs >= this.#notBeforeMs;
  }

  /** Takes note of an outcome. Gives the change of state when there is one to tell. */
  note(outcome: ExchangeOutcome, intervalMs: number): Omit<ChangeEvent, 'event' | 'client'> | undefined {
    const { kind, atMs, durationMs } = outcome;
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    const before = this.#state;
    const same = before?.kind === kind;
    this.#state = { kind, sinceMs: same ? before.sinceMs : atMs, attempts: same ? before.attempts + 1 : 1 };
    this.#wait(atMs + durationMs, intervalMs);
    if (same || (before === undefined && kind === 'reply')) return undefined;
    return {
      ...{ transport: this.exchange.transport, from: before?.kind ?? 'start', to: kind },
      ...('code' in outcome ? { code: outcome.code } : {}),
      ...('syscall' in outcome ? { syscall: outcome.syscall } : {}),
      ...(outcome.kind === 'wrong' ? { reply: outcome.reply } : {}),
      ...{ attempts: before?.attempts ?? 0, ms: before === undefined ? 0 : atMs - before.sinceMs },
    };
  }

  get summary(): TransportSummary {
    return { transport: this.exchange.transport, outcomes: { ...this.#counts } };
  }

  #wait(nowMs: number, intervalMs: number): void {
    this.#failures = this.#state?.kind === 'reply' ? 0 : this.#failures + 1;
    this.#notBeforeMs =
      this.#failures === 0 ? 0 : nowMs + backoffMs(this.#failures, intervalMs, Math.random());
  }
}
