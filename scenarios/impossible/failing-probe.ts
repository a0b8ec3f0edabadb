// A probe some of whose system calls fail, by a seccomp profile. No network can bring these errors about; a program that
// has to live with them can be tried with the same option on any container.

import { type BorrowedBed, type PlacementOptions, type Probe, SocketbedError } from 'socketbed';
import type { TestContext } from 'vitest';

/** Skips the scenario, which is then unsupported, when the engine has no seccomp. */
export async function failingProbe(
  bed: BorrowedBed,
  skip: TestContext['skip'],
  failingCalls: NonNullable<PlacementOptions['failingCalls']>,
): Promise<Probe> {
  try {
    return await bed.probe({ failingCalls });
  } catch (error) {
    if (error instanceof SocketbedError && /seccomp/i.test(error.message)) skip(error.message);
    throw error;
  }
}
