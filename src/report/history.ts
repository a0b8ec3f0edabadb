// The runs that were kept, side by side: what each scenario came to in each of them. Reading forty runs takes a second
// or two, so that their columns are kept, by size and time of the files that they were read from.
//
//   results/*/results.json --> columns, results/.history.json --> rows

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results, ScenarioResult, Verdict } from '../evidence/results.ts';
import { resultsVersion } from '../evidence/results.ts';
import { outcomeWord } from './cause-word.ts';
import type { History, HistoryRun, HistoryScenario } from './page-data.ts';

/** More would tell little and cost the page's size. */
const runsMax = 40;

/** A run as a column: its scenarios by id. */
interface Column {
  readonly run: HistoryRun;
  readonly cells: Readonly<Record<string, Cell>>;
}

type Cell = readonly [letter: string, word: string, durationMs: number];

/** Columns by folder, with the size and time of what they were read from. Null: it could not be read. */
type Kept = Record<string, { readonly stamp: string; readonly column: Column | null }>;

/** The newest runs below `directory` that had scenarios, oldest first. */
export function readHistory(directory: string): History {
  const path = join(directory, '.history.json');
  const kept = readKept(path);
  const candidates = resultFiles(directory);
  const used: Kept = {};
  let found = 0;
  let seen = 0;
  for (const { folder, stamp } of candidates) {
    if (found === runsMax) break;
    seen += 1;
    const known = kept[folder];
    const entry = known?.stamp === stamp ? known : { stamp, column: readColumn(join(directory, folder)) };
    used[folder] = entry;
    if (entry.column !== null && Object.keys(entry.column.cells).length > 0) found += 1;
  }
  if (Object.entries(used).some(([folder, entry]) => kept[folder] !== entry)) writeKept(path, used);
  const columns = Object.values(used).flatMap(({ column }) => column ?? []);
  return {
    ...sideBySide(columns.filter(({ cells }) => Object.keys(cells).length > 0)),
    unreadable: Object.values(used).length - columns.length,
    leftOut: candidates.length - seen,
  };
}

export const noHistory: History = { runs: [], scenarios: [], unreadable: 0, leftOut: 0 };

/** Of these runs, whatever lies on a disk. */
export const historyOf = (runs: readonly Results[]): Pick<History, 'runs' | 'scenarios'> =>
  sideBySide(runs.map(columnOf));

/** Newest first, as far as the times of the files tell. */
function resultFiles(directory: string): { folder: string; stamp: string }[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap(({ name }) => {
      const found = statSync(join(directory, name, 'results.json'), { throwIfNoEntry: false });
      return found === undefined ? [] : [{ folder: name, atMs: found.mtimeMs, size: found.size }];
    })
    .toSorted((one, other) => other.atMs - one.atMs)
    .map(({ folder, atMs, size }) => ({ folder, stamp: `${size} ${atMs}` }));
}

// What is damaged here is one column of many: it is counted, and the others are shown.
function readColumn(folder: string): Column | null {
  try {
    const results: Results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
    return results.version > resultsVersion ? null : columnOf(results);
  } catch {
    return null;
  }
}

function columnOf({ run, scenarios }: Results): Column {
  const counts: Record<Verdict, number> = { passed: 0, failed: 0, unsupported: 0, unknown: 0 };
  for (const { verdict } of scenarios) counts[verdict] += 1;
  const { id, startedAt, durationMs, seed, state } = run;
  const cells = scenarios.map((scenario): [string, Cell] => [
    scenario.id,
    [letters[scenario.verdict], outcomeWord(scenario), scenario.durationMs],
  ]);
  const withoutFault = ranWithoutFault(scenarios);
  return {
    run: { id, startedAt, durationMs, seed, state, counts, withoutFault },
    cells: Object.fromEntries(cells),
  };
}

const letters = { passed: 'p', failed: 'f', unsupported: 'u', unknown: '?' } as const;

function ranWithoutFault(scenarios: readonly ScenarioResult[]): boolean {
  const faults = scenarios.flatMap(({ acts }) => acts.filter(({ act }) => act === 'fault'));
  return faults.length > 0 && faults.every(({ injections }) => injections.length === 0);
}

/** The columns in the order of their beginning, and a row for each scenario that any of them has. */
function sideBySide(columns: readonly Column[]): Pick<History, 'runs' | 'scenarios'> {
  const ordered = columns.toSorted((one, other) => one.run.startedAt.localeCompare(other.run.startedAt));
  const ids = [...new Set(ordered.flatMap(({ cells }) => Object.keys(cells)))].toSorted();
  const scenarios = ids.map((id): HistoryScenario => {
    const row = ordered.map(({ cells }) => cells[id] ?? ([' ', '', 0] as const));
    return {
      id,
      verdicts: row.map(([letter]) => letter).join(''),
      words: row.map(([, word]) => word),
      durationsMs: row.map(([, , durationMs]) => durationMs),
    };
  });
  return { runs: ordered.map(({ run }) => run), scenarios };
}

const keptVersion = 1;

function readKept(path: string): Kept {
  try {
    const { version, kept } = JSON.parse(readFileSync(path, 'utf8'));
    return version === keptVersion ? kept : {};
  } catch {
    return {};
  }
}

function writeKept(path: string, kept: Kept): void {
  try {
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, JSON.stringify({ version: keptVersion, kept }));
    renameSync(draft, path);
  } catch {
    // A folder that this user may not write to costs the time again.
  }
}
