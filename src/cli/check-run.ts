// A run of checks as its user sees it: engine and images, a line for each check as it is made, results.json, the exit
// code. What is checked, and how, is src/check's.

import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CheckedResult, CheckPlace } from '../check/checked.ts';
import type { Results, Verdict } from '../evidence/results.ts';
import { pointLatest, resultsFile, writeResults } from '../report/results-folder.ts';
import { RunDocument } from '../report/run-document.ts';
import { hostFacts, versionFacts } from '../report/run-facts.ts';
import { dockerClient } from '../testbed/docker.ts';
import { resultsDirectory } from '../testbed/project.ts';
import { startReaper } from '../testbed/reaper.ts';
import type { Run } from '../testbed/run.ts';
import { formatTotals } from './format-result.ts';
import { catchInterrupt, interruptExitCode } from './interrupt.ts';
import { newRun } from './new-run.ts';
import { formatSeconds, paint, printJson, printLine } from './output.ts';
import { makeArtefacts } from './run-artefacts.ts';

/** One program to check. */
export interface PlannedCheck {
  /** What its ids begin with. */
  readonly name: string;
  check(options: CheckPlace & { readonly signal: AbortSignal }): Promise<unknown>;
}

export interface CheckRunOptions {
  readonly json: boolean;
  /** The command that makes the checks again. */
  readonly rerun: string;
}

/** Makes the checks of each program, one program after the other, and resolves with the exit code. */
export async function runChecks(
  plans: readonly PlannedCheck[],
  { json, rerun }: CheckRunOptions,
): Promise<number> {
  const run = await newRun();
  const { id } = run;
  const directory = resultsDirectory;
  const document = new RunDocument(await factsOf(id));
  const write = () => writeResults(directory, document.toResults());
  write();
  pointLatest(directory, id);
  using interrupt = catchInterrupt();
  const reaper = startReaper({ id, directory: run.directory });
  const onChecked = (result: CheckedResult) => {
    document.put(result.id, result);
    write();
    if (!json) printLine(formatChecked(result));
  };
  try {
    for (const { name, check } of plans) {
      if (!interrupt.first.aborted)
        await check({ run, rerun, prefix: name, signal: interrupt.first, onChecked });
    }
  } finally {
    document.end();
    write();
    await reaper.release();
  }
  await show(readResults(directory, id), run, json);
  if (interrupt.signalName !== undefined) return interruptExitCode(interrupt.signalName);
  return document.toResults().scenarios.some(({ verdict }) => isBad(verdict)) ? 1 : 0;
}

/** As they stand in the file: there is one document. */
function readResults(directory: string, id: string): Results {
  return JSON.parse(readFileSync(resultsFile(directory, id), 'utf8'));
}

async function factsOf(id: string): Promise<ConstructorParameters<typeof RunDocument>[0]> {
  const { Version: engine, KernelVersion: kernel } = await (await dockerClient()).version();
  return {
    id,
    seed: String(randomInt(2 ** 31)),
    startedAt: new Date().toISOString(),
    versions: versionFacts({ engine, kernel }),
    host: hostFacts(),
  };
}

async function show(results: Results, run: Run, json: boolean): Promise<void> {
  const { page, junit, annotations, problems } = await makeArtefacts(results, run.directory);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (json) return printJson(results);
  for (const line of annotations) printLine(line);
  printLine(`\n${formatTotals(results, 0)}`);
  printLine(`results  ${join(relative(process.cwd(), run.directory), 'results.json')}`);
  if (junit !== undefined && process.env.CI) printLine(`junit    ${junit}`);
  if (page !== undefined) printLine(`report   ${page}`);
}

const isBad = (verdict: Verdict): boolean => verdict === 'failed' || verdict === 'unknown';

const marks = {
  passed: ['green', '✔'],
  failed: ['red', '✖'],
  unsupported: ['yellow', '-'],
  unknown: ['magenta', '?'],
} as const;

const verdictWidth = 'unsupported'.length;

/** Verdict, which check, the sentence, and what to do. */
export function formatChecked({ id, verdict, cause, advice, durationMs }: CheckedResult): string {
  const [colour, mark] = marks[verdict];
  const head = `${paint(colour, `${mark} ${verdict.padEnd(verdictWidth)}`)} ${id}`;
  const lines = [`${head}  ${paint('dim', formatSeconds(durationMs))}`, indent(cause)];
  if (advice !== undefined) lines.push(indent(`→ ${advice}`));
  return lines.join('\n');
}

const indent = (text: string): string => text.replaceAll(/^/gm, '    ');
