// The answer of `socketbed run --matrix`, as one document: faults by implementations. Types only.

import type { Said } from './said.ts';

export interface Matrix {
  /** `results/<id>` has the packets. */
  readonly run: string;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Of the machine that it was made on. */
  readonly versions: {
    readonly socketbed: string;
    readonly kernel: string;
    readonly engine: string;
  };
  readonly implementations: readonly ImplementationSeen[];
  /** The first is the control: a good server. */
  readonly rows: readonly MatrixRow[];
  /** Where the error dictionary claims something else; empty when it agrees. */
  readonly differences: readonly Difference[];
}

export interface ImplementationSeen {
  /** That of its folder. */
  readonly name: string;
  /** As it says itself: `Python 3.11.2`. Absent: it never said a line. */
  readonly runtime?: string;
}

export interface MatrixRow {
  /** `refused/closed-port` */
  readonly id: string;
  /** What is done to the client. */
  readonly does: string;
  /** The entry of the error dictionary that it is; null for the control. */
  readonly means: string | null;
  /** What its packets say in a word: `RST from server`, `ICMP 3/1 host-unreachable`. */
  readonly wire: string;
  readonly cells: readonly MatrixCell[];
}

export interface MatrixCell {
  readonly implementation: string;
  /** `said`: it met the fault and told of it. */
  readonly state: 'said' | 'unsupported' | 'unknown';
  readonly said?: Said;
  /** Why it is unsupported or unknown. */
  readonly reason?: string;
  readonly wire: string;
  /** Its packets in words. */
  readonly events: readonly string[];
}

export interface Difference {
  readonly row: string;
  readonly implementation: string;
  /** Of the dictionary. */
  readonly entry: string;
  readonly said: string;
  readonly claimed: string;
}
