// The whole matrix: every implementation tells of every fault, and the error dictionary and docs/languages.md say the same.
// The images take some minutes when they are built for the first time: one of them has a Java compiler.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { matrixPage } from '../../src/cli/matrix-page.ts';
import { matrixFaults } from '../../src/matrix/faults.ts';
import { ensureImplementations, implementationNames } from '../../src/matrix/implementations.ts';
import { runMatrix } from '../../src/matrix/run-matrix.ts';
import { checkRun, leftoversOf } from '../check/check-run.ts';

const minutes = 60_000;

/** The rows of its table; which address a stage had is chance. */
const tableOf = (page: string): string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| `') && line.includes('/'))
    .map((line) => line.replaceAll(/\d+\.\d+\.\d+\.\d+/g, 'ADDRESS'))
    .filter((line) => !line.includes('Node.js'));

test('every language calls every event what the dictionary and the docs say', {
  timeout: 20 * minutes,
}, async () => {
  const run = checkRun();
  const implementations = await ensureImplementations(implementationNames());
  const played = await runMatrix({ run, implementations, faults: matrixFaults });
  expect(await leftoversOf(run)).toEqual([]);
  const notTold = played.rows.flatMap(({ id, cells }) =>
    cells
      .filter(({ state }) => state !== 'said')
      .map(({ implementation, state, reason }) => `${id} ${implementation}: ${state}: ${reason}`),
  );
  expect(notTold).toEqual([]);
  expect(played.differences).toEqual([]);
  const versions = { socketbed: '', kernel: '', engine: '' };
  const page = matrixPage({ run: run.id, startedAt: '', durationMs: 0, versions, ...played });
  expect(tableOf(page)).toHaveLength(matrixFaults.length);
  // If this fails: ./socketbed run --matrix --markdown > docs/languages.md
  expect(tableOf(page)).toEqual(tableOf(readFileSync('docs/languages.md', 'utf8')));
});
