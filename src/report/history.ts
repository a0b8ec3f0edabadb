// The runs that were kept, side by side: what each scenario came to in each of them. Reads results; writes nothing.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Results, ScenarioResult, Verdict } from '../evidence/results.ts';
import { outcomeWord } from './cause-word.ts';
import type { History, HistoryRun, HistoryScenario } from './page-data.ts';
import { understand } from './read-results.ts';

/** More would tell little and cost the page's size. */
const runsMax = 40;

/** The newest runs below `directory` that had scenarios, oldest first. */
export function readHistory(directory: string): History {
  const candidates = resultFiles(directory);
  const read: Results[] = [];
  let unreadable = 0;
  let seen = 0;
  for (const path of candidates) {
    if (read.length === runsMax) break;
    seen += 1;
    try {
      const { results } = understand(JSON.parse(readFileSync(path, 'utf8')), path);
      if (results.scenarios.length > 0) read.push(results);
    } catch {
      unreadable += 1;
    }
  }
  return { ...historyOf(read), unreadable, leftOut: candidates.length - seen };
}

/** Newest first, as far as the times of the files tell. */
function resultFiles(directory: string): string[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap(({ name }) => {
      const path = join(directory, name, 'results.json');
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ path, atMs: found.mtimeMs }];
    })
    .toSorted((one, other) => other.atMs - one.atMs)
    .map(({ path }) => path);
}

/** The runs as columns, in the order of their beginning. */
export function historyOf(runs: readonly Results[]): Pick<History, 'runs' | 'scenarios'> {
  const ordered = runs.toSorted((one, other) => one.run.startedAt.localeCompare(other.run.startedAt));
  const columns = ordered.map(
    ({ scenarios }) => new Map(scenarios.map((scenario) => [scenario.id, scenario])),
  );
  const ids = [...new Set(columns.flatMap((column) => [...column.keys()]))].toSorted();
  return { runs: ordered.map(historyRun), scenarios: ids.map((id) => historyScenario(id, columns)) };
}

function historyRun({ run, scenarios }: Results): HistoryRun {
  const { id, startedAt, durationMs, seed, state } = run;
  const counts: Record<Verdict, number> = { passed: 0, failed: 0, unsupported: 0, unknown: 0 };
  for (const { verdict } of scenarios) counts[verdict] += 1;
  return { id, startedAt, durationMs, seed, state, counts, withoutFault: ranWithoutFault(scenarios) };
}

function ranWithoutFault(scenarios: readonly ScenarioResult[]): boolean {
  const faults = scenarios.flatMap(({ acts }) => acts.filter(({ act }) => act === 'fault'));
  return faults.length > 0 && faults.every(({ injections }) => injections.length === 0);
}

const letters = { passed: 'p', failed: 'f', unsupported: 'u', unknown: '?' } as const;

function historyScenario(
  id: string,
  columns: readonly ReadonlyMap<string, ScenarioResult>[],
): HistoryScenario {
  const each = columns.map((column) => column.get(id));
  return {
    id,
    verdicts: each.map((scenario) => (scenario === undefined ? ' ' : letters[scenario.verdict])).join(''),
    words: each.map((scenario) => (scenario === undefined ? '' : outcomeWord(scenario))),
    durationsMs: each.map((scenario) => scenario?.durationMs ?? 0),
  };
}
