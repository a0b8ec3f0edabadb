// What runs side by side tell: which scenarios do not always come to the same, and what changed between two runs. Pure,
// for the page and the terminal alike.

import type { History, HistoryScenario } from './page-data.ts';

export interface Flake {
  readonly id: string;
  /** Runs that gave a verdict of passed or failed. */
  readonly runs: number;
  readonly failed: number;
  /** Share of those runs that did not come to what most of them came to, 0 to 0.5. */
  readonly rate: number;
}

/** By scenario, the flakiest first. Runs whose faults were taken out on purpose do not count. */
export function flakes({ runs, scenarios }: History): Flake[] {
  const counted = runs.map(({ withoutFault }) => !withoutFault);
  return scenarios
    .map(({ id, verdicts }) => {
      const told = [...verdicts].filter(
        (letter, index) => counted[index] === true && (letter === 'p' || letter === 'f'),
      );
      const failed = told.filter((letter) => letter === 'f').length;
      const rate = told.length === 0 ? 0 : Math.min(failed, told.length - failed) / told.length;
      return { id, runs: told.length, failed, rate };
    })
    .toSorted((one, other) => other.rate - one.rate || one.id.localeCompare(other.id));
}

export interface Change {
  readonly id: string;
  /** In words: `passed ECONNREFUSED`, `not run`. */
  readonly before: string;
  readonly after: string;
}

const names: Readonly<Record<string, string>> = {
  p: 'passed',
  f: 'failed',
  u: 'unsupported',
  '?': 'unknown',
  ' ': 'not run',
};

/** What differs between two runs, by their places in the history: verdicts, and what programs saw. */
export function changes({ scenarios }: History, before: number, after: number): Change[] {
  return scenarios.flatMap((scenario) => {
    const [one, other] = [tell(scenario, before), tell(scenario, after)];
    return one === other ? [] : [{ id: scenario.id, before: one, after: other }];
  });
}

function tell({ verdicts, words }: HistoryScenario, run: number): string {
  return `${names[verdicts[run] ?? ' ']} ${words[run] ?? ''}`.trim();
}

/** How long a scenario takes: the median of its runs that passed, for foretelling. Undefined for an unknown one. */
export function usualMs({ scenarios }: History, id: string): number | undefined {
  const scenario = scenarios.find((each) => each.id === id);
  const times = (scenario?.durationsMs ?? [])
    .filter((_, run) => scenario?.verdicts[run] === 'p')
    .toSorted((one, other) => one - other);
  return times[Math.floor(times.length / 2)];
}
