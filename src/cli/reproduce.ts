// socketbed reproduce: makes an error happen, on a live bed, and shows it: what the program got, the packets as a ladder,
// and what to do about it.
//
//   10061 -> dictionary entry -> its scenarios -> run -> results, captures -> ladders, cure

import { Command } from 'commander';
import type { ErrorEntry } from '../errors/dictionary/entry.ts';
import { explainError } from '../errors/explain.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { Results } from '../evidence/results.ts';
import type { ScenarioFile } from '../evidence/scenario-file.ts';
import { projectDirectory } from '../testbed/project.ts';
import { isInCatalogue, readCatalogue, selectScenarios } from './catalogue.ts';
import type { Ending } from './failure.ts';
import { formatCure } from './format-error.ts';
import { paint, printLine } from './output.ts';
import { runEnvironment } from './run.ts';
import { scenarioLadder } from './scenario-ladder.ts';
import { showRun } from './show-run.ts';

interface ReproduceOptions {
  readonly json?: boolean;
  readonly seed?: string;
}

interface Reproduction {
  readonly scenarios: readonly ScenarioFile[];
  /** Absent where a scenario was named. */
  readonly entry?: ErrorEntry;
}

export function reproduceCommand(ending: Ending): Command {
  return new Command('reproduce')
    .description('make an error happen, and show the packets and the cure')
    .argument('<what...>', 'a scenario, or an error in any words that `explain` knows')
    .option('--json', 'print one JSON document, that of the run')
    .option('--seed <seed>', 'seed of random faults (default: a new one, printed)')
    .action(async (words: string[], { json = false, ...options }: ReproduceOptions) => {
      const { scenarios, entry } = findReproduction(words.join(' ').trim(), readCatalogue());
      const env = await runEnvironment(options);
      ending.exitCode = await showRun({
        root: projectDirectory,
        scenarios,
        env,
        json,
        onResults: (results, folder) => show(results, folder, entry),
      });
    });
}

/** By id of a scenario, else by error. USAGE for an unknown error, or one that no scenario produces. */
export function findReproduction(text: string, catalogue: readonly ScenarioFile[]): Reproduction {
  if (isInCatalogue(catalogue, text)) return { scenarios: selectScenarios(catalogue, [text]) };
  const { entries, near } = explainError(text);
  const entry = entries.find(({ scenarios }) => scenarios !== null);
  if (entry?.scenarios != null) return { entry, scenarios: selectScenarios(catalogue, entry.scenarios) };
  const known = entries[0];
  throw new SocketbedError({
    code: 'USAGE',
    what:
      known === undefined ? `no scenario and no error is called ${text}` : `no scenario produces ${known.id}`,
    advice:
      known !== undefined
        ? `Read \`./socketbed explain ${known.id}\``
        : near.length === 0
          ? 'See ./socketbed list and ./socketbed explain'
          : `Did you mean ${near.join(', ')}?`,
  });
}

function show({ scenarios }: Results, folder: string, entry: ErrorEntry | undefined): void {
  const width = Math.min(process.stdout.columns ?? 100, 120);
  for (const scenario of scenarios) {
    const ladder = scenarioLadder(scenario, folder, width);
    if (ladder !== undefined) printLine(`\n${paint('bold', scenario.id)}  ${scenario.cause}\n\n${ladder}`);
  }
  if (entry !== undefined) printLine(`\n${formatCure(entry)}`);
}
