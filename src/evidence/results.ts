// What is kept of a run: the shape of results.json. Types only; src/report writes it, everything that shows results reads it.
//
//   results/<run id>/results.json            this document, rewritten whole whenever a scenario begins or ends
//   results/<run id>/<scenario id>/...       its files: logs, events, how its containers stood
//   results/latest -> <run id>

import type { OutcomeKind } from '../errors/outcome.ts';
import type { Wire } from './wire.ts';

/** Version of this shape; a reader refuses a newer one. */
export const resultsVersion = 1;

/**
 * passed: every act went as expected. failed: one did not. unsupported: this kernel or image cannot, and a reason says
 * what it lacks. unknown: there is no evidence, for the scenario did not come to its end.
 */
export type Verdict = 'passed' | 'failed' | 'unsupported' | 'unknown';

export interface Results {
  readonly version: typeof resultsVersion;
  readonly run: RunFacts;
  /** In the order in which they began. */
  readonly scenarios: readonly ScenarioResult[];
}

export interface RunFacts {
  readonly id: string;
  /** Seed of everything random in the run. */
  readonly seed: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Until now for a run that goes on. */
  readonly durationMs: number;
  /** `ended` is written last: a run that stays `running` was stopped from outside. */
  readonly state: 'running' | 'ended';
  readonly versions: {
    readonly socketbed: string;
    readonly node: string;
    /** Docker Engine; absent when none was asked. */
    readonly engine?: string;
    /** The kernel below the containers, as the engine tells it. */
    readonly kernel?: string;
  };
  readonly host: {
    readonly platform: string;
    readonly arch: string;
    readonly cpus: number;
    readonly memoryBytes: number;
  };
  /** What the kernel below the containers can; absent when nobody asked it. */
  readonly abilities?: readonly KernelAbility[];
  /** The ids of the runs that this one was put together from. */
  readonly mergedFrom?: readonly string[];
}

export interface KernelAbility {
  /** `nftables`, `socket destroy` */
  readonly name: string;
  readonly state: 'available' | 'missing' | 'unknown';
}

export interface ScenarioResult {
  /** `tcp/refused/closed-port` */
  readonly id: string;
  readonly question: string;
  readonly verdict: Verdict;
  /** In a few words, why: `refused (ECONNREFUSED connect) after 0.4 ms`, what failed, or what is lacking. */
  readonly cause: string;
  readonly durationMs: number;
  readonly acts: readonly ActResult[];
  /** What the act that matters (fault, else the last) expected to see, in words. */
  readonly expected: string;
  /** Messages of failed assertions with expected and seen, in the order of their coming. */
  readonly failures: readonly string[];
  /** The command that runs this scenario again. */
  readonly rerun: string;
  /** Paths of the kept files, from the folder of results.json on. */
  readonly files: readonly string[];
}

export type ActName = 'control' | 'fault' | 'lifted';

export interface ActResult {
  readonly act: ActName;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  /** The last outcome that the act looked at, and what it expected there. Null when it looked at none. */
  readonly outcome: RecordedOutcome | null;
  readonly expected: string | null;
  /** What the packets said that the act looked at last; null: it looked at none, and nothing is claimed of them. */
  readonly wire: RecordedWire | null;
  /** Everything that the act looked at, in order. */
  readonly checks: readonly Check[];
  /** What was broken on purpose, and when. */
  readonly injections: readonly Injection[];
  /** Why the fault cannot be lifted, where the scenario says so: `the process is gone`. */
  readonly final?: string;
}

/** What an act looked at: an outcome, or the packets. */
export interface Check {
  /** In words: `reset (ECONNRESET recv)`, `SYN, RST from server`. */
  readonly expected: string;
  readonly outcome?: RecordedOutcome;
  readonly wire?: RecordedWire;
  readonly passed: boolean;
}

/** A conversation as its packets tell it. */
export interface RecordedWire {
  /** Which container's capture, and so which file: `<capture>.pcap`. */
  readonly capture: string;
  /** In order: `SYN`, `RST from server`. */
  readonly events: readonly string[];
  readonly signature: Wire;
}

export interface Injection {
  /** `the server closes with unread bytes` */
  readonly what: string;
  /** When it began, milliseconds since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  /** When it was lifted, milliseconds since 1970. Absent: the scenario did not lift it, or it cannot be lifted. */
  readonly liftedAtMs?: number;
}

/** An outcome of any kind as it is kept: `text` has the beginning of its bytes, `bytes` their number. */
export interface RecordedOutcome {
  readonly kind: OutcomeKind;
  readonly code?: string;
  readonly errno?: number;
  readonly syscall?: string;
  readonly message?: string;
  readonly text?: string;
  readonly bytes?: number;
  readonly local?: string;
  readonly peer?: string;
  readonly from?: string;
  /** By the clock of the program that tried: milliseconds since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
}

/** What a scenario's test leaves to the reporter, in its `task.meta`. */
export interface ScenarioRecord {
  readonly acts: readonly ActResult[];
  /** Absolute paths. */
  readonly files: readonly string[];
}

declare module 'vitest' {
  interface TaskMeta {
    scenario?: ScenarioRecord;
  }
}
