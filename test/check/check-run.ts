// A run for checks in tests: an id of its own, so that what is left in Docker can be counted, and a folder that goes.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { CheckedResult } from '../../src/check/checked.ts';
import type { Verdict } from '../../src/evidence/results.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import type { Run } from '../../src/testbed/run.ts';
import '../../src/vitest/setup.ts';

export function checkRun(): Run {
  const id = `t${Math.random().toString(16).slice(2, 9)}`;
  return { ...inject('run'), id, directory: mkdtempSync(join(tmpdir(), 'socketbed-check-')) };
}

export async function leftoversOf({ id }: Run): Promise<string[]> {
  return (await runLeftovers(await dockerClient(), id)).flat().map(({ what }) => what);
}

/** The names of the checks by their verdicts, without those that have passed. */
export function notPassed(results: readonly CheckedResult[]): Partial<Record<Verdict, string[]>> {
  const bad = results.filter(({ verdict }) => verdict !== 'passed');
  const entries = [...Map.groupBy(bad, ({ verdict }) => verdict)].map(([verdict, all]) => [
    verdict,
    all.map(({ id }) => id.slice(id.indexOf('/') + 1)),
  ]);
  return Object.fromEntries(entries);
}

export function sentenceOf(results: readonly CheckedResult[], name: string): string {
  const result = results.find(({ id }) => id.endsWith(`/${name}`));
  return result === undefined ? '' : `${result.cause} → ${result.advice ?? ''}`;
}
