// What the page is given: types only. One index that is read when the page opens, and a detail for each scenario that
// is read when somebody looks at it. build-page.ts makes both.

import type { ErrorEntry } from '../errors/dictionary/entry.ts';
import type { RunFacts, ScenarioResult, Verdict } from '../evidence/results.ts';

export interface PageIndex {
  readonly run: RunFacts;
  /** ISO 8601. */
  readonly builtAt: string;
  /** What is missing, in words. */
  readonly problems: readonly string[];
  readonly scenarios: readonly ScenarioSummary[];
  readonly errors: readonly ErrorEntry[];
  readonly themes: Readonly<Record<string, string>>;
  readonly history: History;
}

export interface ScenarioSummary {
  readonly id: string;
  readonly question: string;
  readonly verdict: Verdict;
  /** What the program saw: `ECONNREFUSED`. */
  readonly outcome: string;
  /** What the packets said: `RST from server at 3.1 ms`. */
  readonly wire: string;
  readonly cause: string;
  readonly durationMs: number;
  /** A column of the matrix: `TCP`, `Unix stream`. */
  readonly column: string;
  readonly isIpv6: boolean;
  /** Who took part: `probe`, `tcp service`, an image. */
  readonly programs: readonly string[];
  /** Every code that any of its acts saw. */
  readonly codes: readonly string[];
  readonly packets: number;
}

export interface ScenarioDetail {
  readonly result: ScenarioResult;
  readonly captures: readonly CaptureFile[];
  readonly containers: readonly ContainerFacts[];
  readonly logs: readonly LogFile[];
  readonly engine: readonly EngineEvent[];
  /** Engine events that say nothing of the scenario and were left out. */
  readonly engineLeftOut: number;
  readonly files: readonly KeptFile[];
  /** What is missing, in words. */
  readonly problems: readonly string[];
}

export interface CaptureFile {
  /** The container that it stood at: `probe-1`. */
  readonly name: string;
  /** From the page on. */
  readonly path: string;
  readonly bytes: number;
  /** Where its packets stand in the binary part that follows the detail, and how many bytes they are. */
  readonly offset: number;
  readonly length: number;
  /** whole: the file itself. cut: long packets are cut short. beginning: packets at its end are left out, too. */
  readonly kept: 'whole' | 'cut' | 'beginning';
  /** In the file. */
  readonly packets: number;
}

export interface ContainerFacts {
  /** `probe-1` */
  readonly name: string;
  /** `probe`, `tcp service`, `sidecar`, an image. */
  readonly program: string;
  readonly addresses: readonly string[];
  readonly image: string;
  readonly state: string;
}

export interface LogFile {
  /** The container: `probe-1`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly lines: readonly LogLine[];
  /** Bytes between the first and the last lines that are only in the file. */
  readonly leftOutBytes: number;
  /** How many of `lines` stand before what was left out. */
  readonly headLines: number;
}

/** When (milliseconds since 1970, 0 for a line without a time), and what. */
export type LogLine = readonly [atMs: number, text: string];

export interface EngineEvent {
  readonly atMs: number;
  /** `probe-1` */
  readonly name: string;
  /** `die`, `stop`, `network disconnect` */
  readonly action: string;
  readonly detail: string;
}

export interface KeptFile {
  readonly path: string;
  /** -1 where it is gone. */
  readonly bytes: number;
}

/** Runs that were kept, oldest first. */
export interface History {
  readonly runs: readonly HistoryRun[];
  /** By scenario, its column in every run: index into `words`, or -1 where the run did not have it. */
  readonly scenarios: readonly HistoryScenario[];
  /** Runs that are there and could not be read. */
  readonly unreadable: number;
  /** Older runs that were left out. */
  readonly leftOut: number;
}

export interface HistoryRun {
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: string;
  readonly state: RunFacts['state'];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Its faults were taken out on purpose, so that all of them had to fail. */
  readonly withoutFault: boolean;
}

export interface HistoryScenario {
  readonly id: string;
  /** For each run `p`, `f`, `u`, `?`; a blank where it was not run. */
  readonly verdicts: string;
  /** For each run the outcome's word; empty where it was not run. */
  readonly words: readonly string[];
  /** For each run; 0 where it was not run. */
  readonly durationsMs: readonly number[];
}
