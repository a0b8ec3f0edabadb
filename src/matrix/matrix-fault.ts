// One row of the matrix, as data: where the clients are sent, what their target does, what is broken, and what the packets
// have to show for it. Types only.

import type { Script, Target } from '../check/client/target.ts';
import type { Fault } from '../faults/index.ts';

/** The addresses of a stage. */
export interface Places {
  /** Of the target. */
  readonly target: string;
  /** One that nobody on the network has. */
  readonly nobody: string;
}

export interface MatrixFault {
  /** `refused/closed-port`; its folder selects all below it. */
  readonly id: string;
  /** `nobody listens on the port` */
  readonly does: string;
  /** The entry of the error dictionary that it is; null for the control. */
  readonly means: string | null;
  /** Where clients are sent. Default: the target's address. */
  readonly host?: (places: Places) => string;
  /** What the target does on each connection. Default: it answers. `nobody`: it does not listen. */
  readonly serve?: 'nobody' | ((target: Target) => Script);
  /** What is injected, and into whose network. */
  readonly inject?: {
    readonly into: 'target' | 'client';
    readonly fault: (places: Places) => Fault;
  };
  /** How long a client waits by itself, ms. Default 20,000, which is longer than the kernel's own deadlines here. */
  readonly timeoutMs?: number;
  /** What the packets of each client have to say, by wire-word.ts: only then has it met the fault. */
  readonly wire: string;
}
