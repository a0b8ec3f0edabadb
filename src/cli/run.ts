// socketbed run: scenarios, chosen by id. Sees to engine, image and environment; show-run.ts does the rest.

import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { EngineFacts } from '../report/run-facts.ts';
import { buildEnvironment } from '../testbed/engine/certificates.ts';
import { runChild } from '../testbed/engine/child.ts';
import {
  defaultEngineAddress,
  type EngineStatus,
  engineEnvironment,
  ensureEngine,
} from '../testbed/engine/engine.ts';
import { ensureImages } from '../testbed/image.ts';
import { readCatalogue, selectScenarios } from './catalogue.ts';
import { catalogueRun } from './catalogue-run.ts';
import type { Ending } from './failure.ts';
import { knownAbilities } from './known-abilities.ts';
import { terminalProgress } from './output.ts';
import { showRun } from './show-run.ts';

interface RunOptions {
  readonly json?: boolean;
  readonly matrix?: boolean;
  readonly markdown?: boolean;
  readonly seed?: string;
  readonly keep?: boolean;
}

export function runCommand(ending: Ending): Command {
  return new Command('run')
    .description('run scenarios: all, or those named and all below them')
    .argument('[id...]', 'a scenario, or a folder of them; with --matrix also an implementation')
    .option('--json', 'print one JSON document')
    .option('--matrix', 'what each language calls the same event: connection faults by implementations')
    .option('--markdown', 'with --matrix: print a page')
    .option('--seed <seed>', 'seed of random faults (default: a new one, printed)', parseSeed)
    .option('--keep', 'leave containers and networks as they are, to look at')
    .action(async (ids: string[], options: RunOptions) => {
      if (options.matrix === true || options.markdown === true) {
        const as = matrixForm(options);
        // Loaded only when it is needed: other commands would start later.
        const { showMatrix } = await import('./matrix.ts');
        ending.exitCode = await showMatrix({ ids, as });
        return;
      }
      const scenarios = selectScenarios(readCatalogue(), ids);
      const env = await runEnvironment(options);
      ending.exitCode = await showRun({
        ...catalogueRun(),
        scenarios,
        env,
        json: options.json === true,
      });
    });
}

/** USAGE for options that do not go together. */
function matrixForm({ matrix, json, markdown, seed, keep }: RunOptions): 'table' | 'json' | 'markdown' {
  const refuse = (what: string, advice: string) => new SocketbedError({ code: 'USAGE', what, advice });
  if (matrix !== true) throw refuse('--markdown is for the matrix', 'Add --matrix');
  if (seed !== undefined) throw refuse('nothing in the matrix is random', 'Leave --seed out');
  if (keep === true) throw refuse('the matrix keeps no containers', 'Leave --keep out');
  if (json === true && markdown === true)
    throw refuse('one form at a time is printed', 'Leave --json or --markdown out');
  if (json === true) return 'json';
  return markdown === true ? 'markdown' : 'table';
}

/** A whole number: that is what the kernel's random faults are made from. */
export function parseSeed(text: string): string {
  if (/^\d{1,15}$/.test(text)) return text;
  throw new InvalidArgumentError('It has to be a whole number.');
}

/** Sees to engine and images, and gives what vitest and its tests are told. */
export async function runEnvironment({
  seed,
  keep,
}: Pick<RunOptions, 'seed' | 'keep'>): Promise<NodeJS.ProcessEnv> {
  const engine = await ensureEngine(terminalProgress);
  await ensureImages(terminalProgress);
  return {
    ...engineEnvironment(engine, buildEnvironment()),
    SOCKETBED_SEED: seed ?? String(randomInt(2 ** 31)),
    SOCKETBED_RUN_FACTS: JSON.stringify(await engineFacts(engine)),
    ...(keep ? { SOCKETBED_KEEP: '1' } : {}),
  };
}

async function engineFacts({ version, address }: EngineStatus): Promise<EngineFacts> {
  const asked = await runChild('docker', ['version', '--format', '{{.Server.KernelVersion}}']);
  const kernel = asked.exitCode === 0 ? asked.stdout.trim() : undefined;
  const isLocal = address === defaultEngineAddress;
  const abilities = kernel === undefined ? [] : await knownAbilities({ kernel, isLocal });
  return {
    ...(version === undefined ? {} : { engine: version }),
    ...(kernel === undefined ? {} : { kernel }),
    ...(abilities.length === 0 ? {} : { abilities }),
  };
}
