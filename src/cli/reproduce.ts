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
import { isInCatalogue, readCatalogue, selectScenarios } from './catalogue.ts';
import { catalogueRun } from './catalogue-run.ts';
import type { Ending } from './failure.ts';
import { formatCure } from './format-error.ts';
import { paint, printLine } from './output.ts';
import { parseSeed, runEnvironment } from './run.ts';
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
  /** Ids of what produces it too. */
  readonly more: readonly string[];
}

/** Enough to see an error from its different sides. */
const shownMax = 3;

export function reproduceCommand(ending: Ending): Command {
  return new Command('reproduce')
    .description('make an error happen, and show the packets and the cure')
    .argument('<what...>', 'a scenario, or an error in any words that `explain` knows')
    .option('--json', 'print one JSON document, that of the run')
    .option('--seed <seed>', 'seed of random faults (default: a new one, printed)', parseSeed)
    .action(async (words: string[], { json = false, ...options }: ReproduceOptions) => {
      const { scenarios, entry, more } = findReproduction(words.join(' ').trim(), readCatalogue());
      const env = await runEnvironment(options);
      ending.exitCode = await showRun({
        ...catalogueRun(),
        scenarios,
        env,
        json,
        onResults: (results, folder) => {
          showLadders(results, folder);
          if (entry !== undefined) printLine(`\n${formatCure(entry)}`);
          if (more.length > 0)
            printLine(`\n${more.length} more produce it: ./socketbed run ${more.join(' ')}`);
        },
      });
    });
}

/** By id of a scenario, else by error. USAGE for an unknown error, or one that no scenario produces. */
export function findReproduction(text: string, catalogue: readonly ScenarioFile[]): Reproduction {
  if (isInCatalogue(catalogue, text)) return { scenarios: selectScenarios(catalogue, [text]), more: [] };
  const { entries, near } = explainError(text);
  const entry = entries.find(({ scenarios }) => scenarios !== null);
  if (entry?.scenarios == null) throw notReproducible(text, entries[0]?.id, near);
  // In the order of the entry: the most telling first.
  const named = entry.scenarios.flatMap((id) => selectScenarios(catalogue, [id]));
  const all = [...new Map(named.map((scenario) => [scenario.id, scenario])).values()];
  return { entry, scenarios: all.slice(0, shownMax), more: all.slice(shownMax).map(({ id }) => id) };
}

function notReproducible(text: string, id: string | undefined, near: readonly string[]): SocketbedError {
  const what =
    id === undefined ? `no scenario and no error is called "${text}"` : `no scenario produces ${id}`;
  const advice =
    id !== undefined
      ? `Read \`./socketbed explain ${id}\``
      : near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : 'See ./socketbed list and ./socketbed explain';
  return new SocketbedError({ code: 'USAGE', what, advice });
}

function showLadders({ scenarios }: Results, folder: string): void {
  const width = Math.min(process.stdout.columns ?? 100, 120);
  for (const scenario of scenarios) {
    const ladder = scenarioLadder(scenario, folder, width);
    if (ladder !== undefined) printLine(`\n${paint('bold', scenario.id)}  ${scenario.cause}\n\n${ladder}`);
  }
}
