// The results of one run as they grow. Knows neither vitest nor where they are written.

import type { Results, RunFacts, ScenarioResult } from '../evidence/results.ts';
import { resultsVersion } from '../evidence/results.ts';

export class RunDocument {
  readonly #facts: Omit<RunFacts, 'durationMs' | 'state'>;
  readonly #startedMs = performance.now();
  /** By a key of the caller's: an id may stand twice where two projects run one file. */
  readonly #scenarios = new Map<string, ScenarioResult>();
  #state: RunFacts['state'] = 'running';

  constructor(facts: Omit<RunFacts, 'durationMs' | 'state'>) {
    this.#facts = facts;
  }

  /** Adds a scenario, or puts it in the place of what was known of it. */
  put(key: string, scenario: ScenarioResult): void {
    this.#scenarios.set(key, scenario);
  }

  scenario(key: string): ScenarioResult | undefined {
    return this.#scenarios.get(key);
  }

  end(): void {
    this.#state = 'ended';
  }

  toResults(): Results {
    const { id, seed, startedAt, ...rest } = this.#facts;
    const durationMs = Math.round(performance.now() - this.#startedMs);
    return {
      version: resultsVersion,
      run: { id, seed, startedAt, durationMs, state: this.#state, ...rest },
      scenarios: [...this.#scenarios.values()],
    };
  }
}
