// socketbed run --matrix: what each language calls the same event. Sees to engine and images; what is played, and how, is
// src/matrix's.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Implementation } from '../matrix/implementations.ts';
import type { Matrix, MatrixRow } from '../matrix/matrix.ts';
import type { Selection } from '../matrix/select.ts';
import { versionFacts } from '../report/run-facts.ts';
import { dockerClient } from '../testbed/docker.ts';
import { startReaper } from '../testbed/reaper.ts';
import type { Run } from '../testbed/run.ts';
import { formatMatrix } from './format-matrix.ts';
import { catchInterrupt, interruptExitCode } from './interrupt.ts';
import { matrixPage } from './matrix-page.ts';
import { newRun } from './new-run.ts';
import { printJson, printLine, terminalProgress } from './output.ts';

export interface MatrixCommandOptions {
  /** Rows and implementations. None: all. */
  readonly ids: readonly string[];
  readonly as: 'table' | 'json' | 'markdown';
}

/** Plays the matrix, prints it, and resolves with the exit code: 1 when a cell is unknown. */
export async function showMatrix({ ids, as }: MatrixCommandOptions): Promise<number> {
  // Loaded only when they are needed: other commands would start later.
  const { selectMatrix } = await import('../matrix/select.ts');
  const { ensureImplementations } = await import('../matrix/implementations.ts');
  const selection = selectMatrix(ids);
  const run = await newRun();
  const implementations = await ensureImplementations(selection.names, terminalProgress);
  mkdirSync(run.directory, { recursive: true });
  using interrupt = catchInterrupt();
  const matrix = await playMatrix(run, {
    implementations,
    faults: selection.faults,
    signal: interrupt.first,
  });
  const path = join(run.directory, 'matrix.json');
  writeFileSync(path, `${JSON.stringify(matrix, undefined, 2)}\n`);
  if (as === 'json') printJson(matrix);
  else if (as === 'markdown') process.stdout.write(matrixPage(matrix));
  else {
    printLine(formatMatrix(matrix, process.stdout.columns));
    printLine(`results  ${relative(process.cwd(), path)}`);
  }
  if (interrupt.signalName !== undefined) return interruptExitCode(interrupt.signalName);
  return matrix.rows.some(({ cells }) => cells.some(({ state }) => state === 'unknown')) ? 1 : 0;
}

async function playMatrix(
  run: Run,
  parts: Pick<Selection, 'faults'> & {
    readonly implementations: readonly Implementation[];
    readonly signal: AbortSignal;
  },
): Promise<Matrix> {
  const { runMatrix } = await import('../matrix/run-matrix.ts');
  const { Version: engine, KernelVersion: kernel } = await (await dockerClient()).version();
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const reaper = startReaper({ id: run.id, directory: run.directory });
  try {
    const played = await runMatrix({ run, ...parts, onRow: tellRow });
    const { socketbed } = versionFacts({ engine, kernel });
    return {
      ...{ run: run.id, startedAt, durationMs: Math.round(performance.now() - startedMs) },
      ...{ versions: { socketbed, engine, kernel }, ...played },
    };
  } finally {
    await reaper.release();
  }
}

function tellRow({ id, cells, wire }: MatrixRow): void {
  const said = cells.filter(({ state }) => state === 'said').length;
  terminalProgress.note(`${id}: ${said} of ${cells.length}${wire === '' ? '' : `, ${wire}`}`);
}
