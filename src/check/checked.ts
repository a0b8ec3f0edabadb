// One line of the answer while it is made: times, acts, files, and what it becomes in results.json.

import { join, relative } from 'node:path';
import type { ScenarioResult } from '../evidence/results.ts';
import type { Run } from '../testbed/run.ts';
import type { CheckRecord } from './check-record.ts';
import type { Judgement } from './judgement.ts';

export interface CheckPlace {
  readonly run: Run;
  /** What the ids of one program begin with: `server`, `redis/server`. */
  readonly prefix: string;
  /** The command that makes the checks again. */
  readonly rerun: string;
  readonly onChecked: (result: CheckedResult) => void;
}

/** A line of results.json, with what there is to do. */
export interface CheckedResult extends ScenarioResult {
  readonly advice?: string;
}

export interface CheckedParts {
  readonly name: string;
  readonly question: string;
  readonly expected: string;
  readonly judgement: Judgement;
  readonly record: CheckRecord;
  readonly startedMs: number;
  /** Absolute paths. */
  readonly files: readonly string[];
}

export const idOf = ({ prefix }: CheckPlace, name: string): string => `${prefix}/${name}`;

/** Where the files of a check lie. */
export const folderOf = (place: CheckPlace, name: string): string =>
  join(place.run.directory, idOf(place, name));

export function checkedResult(place: CheckPlace, parts: CheckedParts): CheckedResult {
  const { name, question, expected, judgement, record, startedMs, files } = parts;
  const { verdict, sentence, advice } = judgement;
  const isBad = verdict === 'failed' || verdict === 'unknown';
  return {
    id: idOf(place, name),
    question,
    verdict,
    cause: sentence,
    durationMs: Math.round(performance.now() - startedMs),
    acts: record.acts,
    expected,
    failures: isBad ? [advice === undefined ? sentence : `${sentence}\n${advice}`] : [],
    rerun: place.rerun,
    files: files.map((path) => relative(place.run.directory, path).replaceAll('\\', '/')),
    ...(advice === undefined ? {} : { advice }),
  };
}
