// socketbed report: makes the page of a run, or of several merged into one, and opens it. Needs no engine.

import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { buildPage } from '../report/build-page.ts';
import { mergeRuns } from '../report/merge-runs.ts';
import { resultsDirectory } from '../testbed/project.ts';
import { openFile } from './open-file.ts';
import { paint, printJson, printLine, terminalProgress } from './output.ts';

interface ReportOptions {
  readonly open?: boolean;
  readonly json?: boolean;
  readonly merge?: readonly string[];
}

export function reportCommand(): Command {
  return new Command('report')
    .description('make the page of a run: what happened, packet by packet; the newest run without an id')
    .argument('[run]', 'its id, or its folder')
    .option('--open', 'open it in a browser')
    .option('--json', 'print one JSON document')
    .option('--merge <dir...>', 'make one run of several first, as of the shards of a CI job')
    .action(async (run: string | undefined, options: ReportOptions) => {
      const { json = false } = options;
      const folder = options.merge === undefined ? folderOf(run) : merge(run, options.merge);
      const page = json
        ? await buildPage(folder)
        : await terminalProgress.step('making the page', () => buildPage(folder));
      const isOpen = options.open === true && (await openFile(page.path));
      if (json) printJson({ page: page.path });
      else show(page, options.open === true && !isOpen);
    });
}

function show({ path, problems }: Awaited<ReturnType<typeof buildPage>>, wasNotOpened: boolean): void {
  for (const problem of problems)
    process.stderr.write(`${paint('yellow', '!', process.stderr)} ${problem}\n`);
  if (wasNotOpened) {
    process.stderr.write(
      'There is no desktop here to open it: open this file in a browser, or copy it to one.\n',
    );
  }
  printLine(relative(process.cwd(), path) || path);
}

/** An id below `results/`, else a folder; the newest run without either. */
function folderOf(run: string | undefined): string {
  if (run === undefined) {
    const latest = join(resultsDirectory, 'latest');
    if (existsSync(latest)) return latest;
    throw new SocketbedError({
      code: 'RESULTS_INVALID',
      what: 'there are no results yet',
      advice: 'Run scenarios first: ./socketbed run tcp/refused',
    });
  }
  const below = join(resultsDirectory, run);
  if (existsSync(below)) return below;
  if (existsSync(run)) return resolve(run);
  throw new SocketbedError({
    code: 'USAGE',
    what: `there is no run ${run}`,
    found: `neither ${relative(process.cwd(), below)} nor a folder ${run} is there`,
    advice: 'Name a folder below results/',
  });
}

function merge(run: string | undefined, folders: readonly string[]): string {
  const all = (run === undefined ? folders : [run, ...folders]).map((folder) => folderOf(folder));
  const { folder, repeated, results } = mergeRuns(all, resultsDirectory);
  process.stderr.write(
    `merged ${all.length} runs into ${results.run.id}: ${results.scenarios.length} scenarios\n`,
  );
  if (repeated.length > 0) {
    const named = repeated.slice(0, 5).join(', ');
    const more = repeated.length > 5 ? ` and ${repeated.length - 5} more` : '';
    process.stderr.write(`in more than one of them, so that the last counts: ${named}${more}\n`);
  }
  return folder;
}
