// A fault that is on, as the list of faults (faults.ts) knows it.

import type { FaultCount } from '../../src/protocol/sidecar.ts';

export interface ActiveFault {
  /** Takes out exactly this one. Called again when it failed. */
  lift(): Promise<void> | void;
  /** Absent for what is not about packets. */
  count?(): FaultCount;
}
