// What the kernel below the containers can, for the facts of a run. Trying it out takes a second or two, and a kernel
// does not change: the findings are kept in the cache.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelAbility } from '../evidence/results.ts';
import { cacheDirectory } from '../testbed/engine/cache.ts';
import { sidecarImageName } from '../testbed/image.ts';
import { abilities, probeAbilities } from '../testbed/kernel-abilities.ts';

/** Empty where nothing could be tried: the run goes on without. */
export async function knownAbilities({
  kernel,
  isLocal,
}: {
  readonly kernel: string;
  readonly isLocal: boolean;
}): Promise<readonly KernelAbility[]> {
  const path = join(cacheDirectory(), 'abilities', `${kernel.replace(/[^\w.-]/g, '_')}.json`);
  const known = readKept(path);
  if (known !== undefined) return known;
  const findings = await probeAbilities({ image: sidecarImageName(), isLocal });
  const found = findings.map(({ name, state }): KernelAbility => ({ name, state }));
  // What was not to be found out today may be tomorrow.
  if (found.every(({ state }) => state !== 'unknown')) keep(path, found);
  return found;
}

function readKept(path: string): readonly KernelAbility[] | undefined {
  try {
    const kept: readonly KernelAbility[] = JSON.parse(readFileSync(path, 'utf8'));
    // A newer version may ask for more.
    return abilities.every(({ name }) => kept.some((each) => each.name === name)) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function keep(path: string, found: readonly KernelAbility[]): void {
  try {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, JSON.stringify(found));
  } catch {
    // Then it is tried again next time.
  }
}
