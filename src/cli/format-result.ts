// Results for people: a block per scenario, and totals.

import { join } from 'node:path';
import type { Results, ScenarioResult, Verdict } from '../evidence/results.ts';
import { formatSeconds, paint } from './output.ts';

const marks = {
  passed: ['green', '✔'],
  failed: ['red', '✖'],
  unsupported: ['yellow', '-'],
  unknown: ['magenta', '?'],
} as const;

/** The verdict as a coloured sign. */
export function verdictMark(verdict: Verdict): string {
  const [colour, mark] = marks[verdict];
  return paint(colour, mark);
}

/** Verdict, question and cause; of one that failed what failed, how to run it again, and where in `runFolder` its files are. */
export function formatResult(scenario: ScenarioResult, runFolder: string): string {
  const { id, question, verdict, cause, durationMs, failures, rerun, files } = scenario;
  const [colour, mark] = marks[verdict];
  const lines = [`${paint(colour, `${mark} ${verdict}`)}  ${id}  ${paint('dim', formatSeconds(durationMs))}`];
  if (question !== '') lines.push(`    ${question}`);
  if (failures.length > 0) lines.push(...failures.map(indentFailure));
  else if (cause !== '') lines.push(`    ${cause}`);
  if (verdict === 'failed' || verdict === 'unknown') {
    // A failure of the vitest fixtures says it itself, for those who run vitest alone.
    if (!failures.some((failure) => failure.includes(rerun))) lines.push(`    again  ${rerun}`);
    if (files.length > 0) lines.push(`    files  ${join(runFolder, id)}`);
  }
  return lines.join('\n');
}

const indentFailure = (message: string): string => paintDiff(message).replaceAll(/^(?=.)/gm, '      ');

/** Expected in green, received in red, as vitest has it. */
function paintDiff(message: string): string {
  return message
    .replaceAll(/^- .*$/gm, (line) => paint('green', line))
    .replaceAll(/^\+ .*$/gm, (line) => paint('red', line));
}

/** `3 passed, 1 failed, 0 unsupported, 0 unknown in 12 s`; `notRun` is told where there are such. */
export function formatTotals({ run, scenarios }: Results, notRun: number): string {
  const count = (verdict: Verdict) => scenarios.filter((each) => each.verdict === verdict).length;
  const totals = verdicts.map((verdict) => `${count(verdict)} ${verdict}`);
  if (notRun > 0) totals.push(`${notRun} not run`);
  return `${totals.join(', ')} in ${formatSeconds(run.durationMs)}`;
}

const verdicts = ['passed', 'failed', 'unsupported', 'unknown'] as const;
