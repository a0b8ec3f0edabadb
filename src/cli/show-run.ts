// A run as its user sees it: a block per scenario as it ends, or one JSON document; then the exit code. The document
// that vitest's reporter has written is the one truth: totals and exit code are taken from it.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { Results, ScenarioResult, Verdict } from '../evidence/results.ts';
import { runFolder } from '../report/results-folder.ts';
import { lastLines } from '../testbed/engine/child.ts';
import { formatResult, formatTotals } from './format-result.ts';
import { catchInterrupt, interruptExitCode } from './interrupt.ts';
import { printLine } from './output.ts';
import { runLog, runScenarios, type ScenarioRun } from './scenario-run.ts';

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
  const folder = relative(process.cwd(), runFolder(join(run.root, 'results'), run.id));
  const show = json ? () => {} : showEach(folder);
  if (!json) printLine(`seed ${run.env.SOCKETBED_SEED}`);
  using interrupt = catchInterrupt();
  const { document, exitCode } = await runScenarios(run, interrupt, (event) => {
    if (event.event === 'ended') show(event.scenario);
  });
  const results: Results | undefined = document === undefined ? undefined : JSON.parse(document);
  if (json) process.stdout.write(document ?? '');
  else if (results !== undefined) {
    for (const scenario of results.scenarios) show(scenario);
    const notRun = run.scenarios.length - results.scenarios.length;
    printLine(`\n${formatTotals(results, notRun)}`);
    printLine(`results  ${join(folder, 'results.json')}`);
    onResults?.(results, folder);
  }
  if (interrupt.signalName !== undefined) return interruptExitCode(interrupt.signalName);
  const verdicts = results?.scenarios.map(({ verdict }) => verdict) ?? [];
  const problem = problemOf(run, verdicts, exitCode);
  // With --json an error that is thrown would be a second document.
  if (problem !== undefined && json && results !== undefined) process.stderr.write(`${problem.message}\n`);
  else if (problem !== undefined) throw problem;
  return problem !== undefined || verdicts.some(isBad) ? 1 : 0;
}

/** Prints a scenario, once for each verdict that it comes to. */
function showEach(folder: string): (scenario: ScenarioResult) => void {
  const shown = new Map<string, Verdict>();
  return (scenario) => {
    if (shown.get(scenario.id) === scenario.verdict) return;
    shown.set(scenario.id, scenario.verdict);
    printLine(formatResult(scenario, folder));
  };
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
