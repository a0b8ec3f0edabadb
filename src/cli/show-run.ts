// A run as its user sees it: a block per scenario as it ends, or one JSON document; then the exit code. The document
// that vitest's reporter has written is the one truth: totals and exit code are taken from it.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { Results, Verdict } from '../evidence/results.ts';
import { usualMs } from '../report/flakes.ts';
import { noHistory, readHistory } from '../report/history.ts';
import { runFolder } from '../report/results-folder.ts';
import { lastLines } from '../testbed/engine/child.ts';
import { formatTotals } from './format-result.ts';
import { catchInterrupt, interruptExitCode } from './interrupt.ts';
import { printLine } from './output.ts';
import { makeArtefacts, type RunArtefacts } from './run-artefacts.ts';
import { type RunView, runView } from './run-view.ts';
import { resultsOf, runLog, runScenarios, type ScenarioRun } from './scenario-run.ts';

export interface ShownRun extends Omit<ScenarioRun, 'id'> {
  /** Print the document, and nothing else on stdout. */
  readonly json: boolean;
  /** Called when everything else has been printed, with the folder of the run. Not with `json`. */
  readonly onResults?: (results: Results, folder: string) => void;
}

/** Runs the scenarios and resolves with the exit code. RUN_INCOMPLETE when vitest did not do what it was asked. */
export async function showRun({ json, onResults, ...selection }: ShownRun): Promise<number> {
  const id = selection.env.SOCKETBED_RUN_ID || randomBytes(4).toString('hex');
  const run: ScenarioRun = { ...selection, id };
  const directory = resultsOf(run);
  const folder = relative(process.cwd(), runFolder(directory, run.id));
  if (!json) printLine(`seed ${run.env.SOCKETBED_SEED}`);
  const view = json ? undefined : viewOf(run, directory, folder);
  using interrupt = catchInterrupt();
  const { document, exitCode } = await runScenarios(run, interrupt, (event) => view?.onEvent(event));
  const results: Results | undefined = document === undefined ? undefined : JSON.parse(document);
  if (results !== undefined) view?.onResults(results);
  view?.close();
  if (json) process.stdout.write(document ?? '');
  if (results !== undefined) {
    const artefacts = await makeArtefacts(results, runFolder(directory, run.id));
    if (view !== undefined) showEnd(results, { view, folder, artefacts, run });
    else for (const problem of artefacts.problems) process.stderr.write(`${problem}\n`);
    if (!json) onResults?.(results, folder);
  }
  if (interrupt.signalName !== undefined) return interruptExitCode(interrupt.signalName);
  const verdicts = results?.scenarios.map(({ verdict }) => verdict) ?? [];
  const problem = problemOf(run, verdicts, exitCode);
  // With --json an error that is thrown would be a second document.
  if (problem !== undefined && json && results !== undefined) process.stderr.write(`${problem.message}\n`);
  else if (problem !== undefined) throw problem;
  return problem !== undefined || verdicts.some(isBad) ? 1 : 0;
}

/** The view, with what earlier runs took. */
function viewOf({ scenarios }: ScenarioRun, directory: string, folder: string): RunView {
  const history = existsSync(directory) ? readHistory(directory) : noHistory;
  const usual = new Map(scenarios.map(({ id }) => [id, usualMs(history, id)]));
  return runView({ ids: scenarios.map(({ id }) => id), usualMs: (id) => usual.get(id), folder });
}

interface End {
  readonly view: RunView;
  readonly folder: string;
  readonly artefacts: RunArtefacts;
  readonly run: ScenarioRun;
}

function showEnd(results: Results, { view, folder, artefacts, run }: End): void {
  const { page, junit, annotations, problems } = artefacts;
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  for (const line of annotations) printLine(line);
  const notRun = run.scenarios.length - results.scenarios.length;
  printLine(`\n${formatTotals(results, notRun)}`);
  printLine(`results  ${join(folder, 'results.json')}`);
  if (junit !== undefined && process.env.CI) printLine(`junit    ${junit}`);
  if (page !== undefined) printLine(`report   ${page}`);
  for (const line of view.footer(results, page)) printLine(line);
}

const isBad = (verdict: Verdict): boolean => verdict === 'failed' || verdict === 'unknown';

function problemOf(
  run: ScenarioRun,
  verdicts: readonly Verdict[],
  exitCode: number | null,
): SocketbedError | undefined {
  const notRun = run.scenarios.length - verdicts.length;
  // An error outside of all scenarios, in a set-up say, is in nobody's verdict.
  if (notRun === 0 && (exitCode === 0 || verdicts.some(isBad))) return undefined;
  const log = runLog(run);
  return new SocketbedError({
    code: 'RUN_INCOMPLETE',
    what:
      notRun > 0
        ? `${notRun} of ${run.scenarios.length} scenarios did not run`
        : 'no scenario failed, but vitest did',
    found: lastLines(readFileSync(log, 'utf8'), 12),
    advice: `See ${log}`,
  });
}
