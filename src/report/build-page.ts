// results/<run>/report.html: one file with everything inside, made of a run's files.
//
//   results.json, captures, logs, events  --> index + a detail per scenario  --> shell --> report.html
//   the other runs beside it              --> history ----^

import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { themes } from '../errors/dictionary/entry.ts';
import { errorDictionary } from '../errors/dictionary/index.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ScenarioResult } from '../evidence/results.ts';
import type { CaptureLimits } from './capture-cut.ts';
import { readHistory } from './history.ts';
import { pack } from './pack.ts';
import type { PageIndex, ScenarioSummary } from './page-data.ts';
import { dataMark, pageShell } from './page-shell.ts';
import { readResults } from './read-results.ts';
import { readScenarioDetail } from './scenario-detail.ts';
import { summarise } from './scenario-summary.ts';

export interface BuiltPage {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** What is missing, in words. */
  readonly problems: readonly string[];
}

const pageBytesMax = 2_000_000;

// From generous to tight: the first that fits is taken. An ICMPv6 error with the TCP header that it quotes, in a cooked
// capture, needs 116 bytes of a packet; so does a TCP header with all its options.
const limits: readonly CaptureLimits[] = [
  { wholeBytes: 32_768, packetBytes: 160, packets: 20_000 },
  { wholeBytes: 4_096, packetBytes: 128, packets: 10_000 },
  { wholeBytes: 1_024, packetBytes: 128, packets: 2_000 },
  { wholeBytes: 512, packetBytes: 128, packets: 200 },
];

/** Makes the page of the run in `runFolder`. RESULTS_INVALID, PAGE_NOT_BUILT. */
export async function buildPage(runFolder: string): Promise<BuiltPage> {
  const folder = resolve(runFolder);
  const { results, problems } = readResults(folder);
  const shell = await pageShell();
  const history = readHistory(dirname(folder));
  let html = '';
  for (const limit of limits) {
    const { summaries, scripts } = packScenarios(folder, results.scenarios, limit);
    const index: PageIndex = {
      run: results.run,
      builtAt: new Date().toISOString(),
      problems,
      scenarios: summaries,
      errors: errorDictionary,
      themes,
      history,
    };
    html = shell.replace(dataMark, () => [dataScript('index', pack(index)), ...scripts].join('\n'));
    if (html.length <= pageBytesMax) break;
  }
  const path = join(folder, 'report.html');
  write(path, html);
  return { path, bytes: html.length, problems };
}

function packScenarios(
  folder: string,
  scenarios: readonly ScenarioResult[],
  limit: CaptureLimits,
): { summaries: ScenarioSummary[]; scripts: string[] } {
  const summaries: ScenarioSummary[] = [];
  const scripts: string[] = [];
  for (const [index, result] of scenarios.entries()) {
    const { detail, bytes } = readScenarioDetail(folder, result, limit);
    summaries.push(summarise(detail));
    scripts.push(dataScript(`scenario-${index}`, pack(detail, bytes)));
  }
  return { summaries, scripts };
}

// Base64 has no character that could end a script.
const dataScript = (id: string, data: string): string =>
  `<script type="text/plain" id="${id}">${data}</script>`;

function write(path: string, html: string): void {
  try {
    writeFileSync(`${path}.draft`, html);
    renameSync(`${path}.draft`, path);
  } catch (cause) {
    throw new SocketbedError({
      code: 'PAGE_NOT_BUILT',
      what: `cannot write ${path}`,
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Make room there, or make the folder one that this user may write to',
      cause,
    });
  }
}
