// Runs of several machines as one: what each of them had, in one document, and their files in one folder.
//
//   results/a, results/b  -->  results/<new id>/results.json, and the folders of all scenarios

import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { type Results, type RunFacts, resultsVersion, type ScenarioResult } from '../evidence/results.ts';
import { readResults } from './read-results.ts';
import { pointLatest, runFolder, writeResults } from './results-folder.ts';

export interface MergedRun {
  readonly results: Results;
  readonly folder: string;
  /** Ids of scenarios that more than one run had; the last of the folders named gave what is shown. */
  readonly repeated: readonly string[];
}

/** Merges the runs in `folders` into a new one below `directory`, which `latest` then points to. */
export function mergeRuns(folders: readonly string[], directory: string): MergedRun {
  const id = `${randomBytes(4).toString('hex')}`;
  const parts = folders.map((folder) => ({ folder: resolve(folder), ...readResults(folder) }));
  const { results, repeated, sources } = mergeResults(
    parts.map(({ results: each }) => each),
    id,
  );
  const target = runFolder(directory, id);
  mkdirSync(target, { recursive: true });
  for (const [scenario, source] of sources) {
    const from = parts[source]?.folder;
    if (from !== undefined) copyFolder(join(from, scenario), join(target, scenario));
  }
  writeResults(directory, results);
  pointLatest(directory, id);
  return { results, folder: target, repeated };
}

// A scenario may have kept nothing; a symbolic link is no file of its.
function copyFolder(from: string, to: string): void {
  try {
    cpSync(from, to, { recursive: true, filter: (source) => !source.endsWith('.draft') });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
    throw new SocketbedError({
      code: 'RESULTS_INVALID',
      what: `cannot copy ${from} to ${to}`,
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Make room there, or make the folder one that this user may write to',
      cause,
    });
  }
}

export interface MergedResults {
  readonly results: Results;
  readonly repeated: readonly string[];
  /** By scenario, which of the runs it was taken from. */
  readonly sources: ReadonlyMap<string, number>;
}

/** Without files: one document of several, in their order. */
export function mergeResults(runs: readonly Results[], id: string): MergedResults {
  const scenarios = new Map<string, ScenarioResult>();
  const sources = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [place, run] of runs.entries()) {
    for (const scenario of run.scenarios) {
      if (scenarios.has(scenario.id)) repeated.add(scenario.id);
      scenarios.set(scenario.id, scenario);
      sources.set(scenario.id, place);
    }
  }
  const results: Results = {
    version: resultsVersion,
    run: mergeFacts(
      runs.map(({ run }) => run),
      id,
    ),
    scenarios: [...scenarios.values()],
  };
  return { results, repeated: [...repeated], sources };
}

function mergeFacts(runs: readonly RunFacts[], id: string): RunFacts {
  const [first] = runs;
  if (first === undefined) {
    throw new SocketbedError({
      code: 'USAGE',
      what: 'there is nothing to merge',
      advice: 'Name the folders of two runs',
    });
  }
  const begins = runs.map(({ startedAt }) => Date.parse(startedAt)).filter((ms) => !Number.isNaN(ms));
  const ends = runs.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const fromMs = Math.min(...begins);
  const toMs = Math.max(...ends.filter((ms) => !Number.isNaN(ms)));
  const joined = (values: readonly (string | undefined)[]): string =>
    [...new Set(values.filter((value) => value !== undefined))].join(', ');
  const { engine, kernel } = first.versions;
  return {
    ...first,
    id,
    seed: joined(runs.map(({ seed }) => seed)),
    startedAt: begins.length === 0 ? first.startedAt : new Date(fromMs).toISOString(),
    durationMs: begins.length === 0 ? first.durationMs : toMs - fromMs,
    state: runs.every(({ state }) => state === 'ended') ? 'ended' : 'running',
    versions: {
      socketbed: joined(runs.map(({ versions }) => versions.socketbed)),
      node: joined(runs.map(({ versions }) => versions.node)),
      ...(engine === undefined ? {} : { engine: joined(runs.map(({ versions }) => versions.engine)) }),
      ...(kernel === undefined ? {} : { kernel: joined(runs.map(({ versions }) => versions.kernel)) }),
    },
    mergedFrom: runs.flatMap(({ id: each, mergedFrom }) => mergedFrom ?? [each]),
  };
}
