// socketbed run: scenarios, one line each as they end. Engine and base image first; the work itself is vitest's.
//
//   run -> vitest --project scenarios FILES -> scenario-reporter.ts -- fd 3 --> here

import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { ensureBaseImage } from '../testbed/engine/base-image.ts';
import { logFile } from '../testbed/engine/cache.ts';
import { buildEnvironment } from '../testbed/engine/certificates.ts';
import { lastLines } from '../testbed/engine/child.ts';
import { engineEnvironment, ensureEngine } from '../testbed/engine/engine.ts';
import { projectDirectory } from '../testbed/project.ts';
import { readCatalogue, type ScenarioFile, selectScenarios } from './catalogue.ts';
import type { Ending } from './failure.ts';
import { formatSeconds, paint, printJson, printLine, terminalProgress } from './output.ts';
import type { ScenarioEnd } from './scenario-reporter.ts';

interface RunOptions {
  readonly json?: boolean;
  readonly seed?: string;
  readonly keep?: boolean;
}

/** One scenario of a run, as `--json` prints it. */
interface RunResult extends Omit<ScenarioEnd, 'path'> {
  readonly id: string;
  readonly question: string;
  readonly rerun: string;
}

export function runCommand(ending: Ending): Command {
  return new Command('run')
    .description('run scenarios: all, or those named and all below them')
    .argument('[id...]', 'a scenario, or a folder of them')
    .option('--json', 'print one JSON document')
    .option('--seed <seed>', 'seed of random faults (default: a new one, printed)')
    .option('--keep', 'leave containers and networks as they are, to look at')
    .action(async (ids: string[], options: RunOptions) => {
      const results = await run(selectScenarios(readCatalogue(), ids), options);
      if (results.some(({ verdict }) => verdict === 'failed')) ending.exitCode = 1;
    });
}

async function run(
  scenarios: readonly ScenarioFile[],
  { json, seed, keep }: RunOptions,
): Promise<RunResult[]> {
  const seedText = seed ?? String(randomInt(2 ** 31));
  const engine = await ensureEngine(terminalProgress);
  await ensureBaseImage(terminalProgress);
  if (!json) printLine(`seed ${seedText}`);
  const started = performance.now();
  const results: RunResult[] = [];
  const env = {
    ...engineEnvironment(engine, buildEnvironment()),
    SOCKETBED_SEED: seedText,
    ...(keep ? { SOCKETBED_KEEP: '1' } : {}),
  };
  await runVitest(scenarios, env, (end) => {
    const { path, ...rest } = end;
    const scenario = scenarios.find((each) => each.path === path);
    if (scenario === undefined) return;
    const { id, question } = scenario;
    const result = { id, question, ...rest, rerun: `./socketbed run ${id} --seed ${seedText}` };
    results.push(result);
    if (!json) printLine(formatResult(result));
  });
  if (json) printJson({ seed: seedText, scenarios: results });
  else printLine(formatTotals(results, performance.now() - started));
  return results;
}

/** Runs the files and calls `onEnd` as each ends; RUN_INCOMPLETE when vitest ends before all of them have. */
async function runVitest(
  scenarios: readonly ScenarioFile[],
  env: NodeJS.ProcessEnv,
  onEnd: (end: ScenarioEnd) => void,
): Promise<void> {
  const logPath = logFile('run');
  const log = openSync(logPath, 'w');
  const vitest = join(projectDirectory, 'node_modules/vitest/vitest.mjs');
  const reporter = join(projectDirectory, 'src/cli/scenario-reporter.ts');
  const args = ['run', '--project', 'scenarios', `--reporter=${reporter}`, '--reporter=verbose'];
  const child = spawn(process.execPath, [vitest, ...args, ...scenarios.map(({ path }) => path)], {
    cwd: projectDirectory,
    env,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let count = 0;
  const events = child.stdio[3];
  if (events instanceof Readable) {
    for await (const line of createInterface({ input: events })) {
      const end: ScenarioEnd = JSON.parse(line);
      count += 1;
      onEnd(end);
    }
  }
  await ended;
  if (count === scenarios.length) return;
  throw new SocketbedError({
    code: 'RUN_INCOMPLETE',
    what: `${scenarios.length - count} of ${scenarios.length} scenarios did not end`,
    found: lastLines(readFileSync(logPath, 'utf8'), 12),
    advice: `See ${logPath}`,
  });
}

const marks = {
  passed: ['green', '✔'],
  failed: ['red', '✖'],
  unsupported: ['yellow', '-'],
} as const;

function formatResult({ id, question, verdict, durationMs, failures, reasons, rerun }: RunResult): string {
  const [colour, mark] = marks[verdict];
  const lines = [`${paint(colour, `${mark} ${verdict}`)}  ${id}  ${paint('dim', formatSeconds(durationMs))}`];
  if (question !== '') lines.push(`    ${question}`);
  for (const { test, message } of failures) {
    lines.push(`    ${paint('red', test)}`, paintDiff(message).replaceAll(/^(?=.)/gm, '      '));
  }
  for (const reason of reasons) lines.push(`    ${reason}`);
  if (verdict === 'failed') lines.push(`    again: ${rerun}`);
  return lines.join('\n');
}

/** Expected in green, received in red, as vitest has it. */
function paintDiff(message: string): string {
  return message
    .replaceAll(/^- .*$/gm, (line) => paint('green', line))
    .replaceAll(/^\+ .*$/gm, (line) => paint('red', line));
}

function formatTotals(results: readonly RunResult[], durationMs: number): string {
  const count = (verdict: RunResult['verdict']) => results.filter((each) => each.verdict === verdict).length;
  const totals = `${count('passed')} passed, ${count('failed')} failed, ${count('unsupported')} unsupported`;
  return `\n${totals} in ${formatSeconds(durationMs)}`;
}
