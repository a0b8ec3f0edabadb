// How a run is shown while it goes on. Three ways, by where it is shown and how much there is:
//
//   live     a terminal: progress at the bottom, what does not pass above it, the tree at the end
//   lines    CI, a pipe: a line for each scenario, a block for what does not pass
//   blocks   a few scenarios: a block for each

import type { Results, ScenarioResult, Verdict } from '../evidence/results.ts';
import type { ScenarioEvent } from '../report/scenario-events.ts';
import { formatResult } from './format-result.ts';
import { formatBad, formatLine, formatTree, scenarioPage } from './format-summary.ts';
import { LiveProgress, type LiveProgressOptions } from './live-progress.ts';
import { printLine } from './output.ts';

export interface RunView {
  onEvent(event: ScenarioEvent): void;
  /** Everything that has ended, also what no event told of. `page` is the path of the page, where there is one. */
  onResults(results: Results): void;
  /** What comes behind the totals. */
  footer(results: Results, page: string | undefined): string[];
  close(): void;
}

export interface RunViewOptions extends Omit<LiveProgressOptions, 'stream'> {
  /** The folder of the run, as it is shown. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stream?: NodeJS.WriteStream;
}

/** Up to so many scenarios are worth a block each. */
const blocksMax = 5;

export function runView(options: RunViewOptions): RunView {
  const { env = process.env, stream = process.stdout, ids, folder } = options;
  const isFew = ids.length <= blocksMax;
  const isLive = stream.isTTY === true && !env.CI && env.TERM !== 'dumb';
  const format = (scenario: ScenarioResult) =>
    isFew || isBad(scenario.verdict) ? formatResult(scenario, folder) : isLive ? '' : formatLine(scenario);
  return isLive
    ? liveView(new LiveProgress({ ...options, stream }), format, isFew)
    : plainView(format, isFew);
}

const isBad = (verdict: Verdict): boolean => verdict === 'failed' || verdict === 'unknown';

type Format = (scenario: ScenarioResult) => string;

function plainView(format: Format, isFew: boolean): RunView {
  const show = onceForEach((scenario) => printLine(format(scenario)));
  return {
    onEvent: (event) => {
      if (event.event === 'ended') show(event.scenario);
    },
    onResults: ({ scenarios }) => scenarios.forEach(show),
    footer: (results, page) => (isFew ? pagesOf(results, page) : badOf(results, page)),
    close: () => {},
  };
}

function liveView(live: LiveProgress, format: Format, isFew: boolean): RunView {
  const show = onceForEach((scenario) => {
    const text = format(scenario);
    if (text !== '') live.print(text);
  });
  let isOpen = true;
  const close = () => {
    if (isOpen) live[Symbol.dispose]();
    isOpen = false;
  };
  return {
    onEvent: (event) => {
      if (event.event === 'began') live.began(event.id);
      else {
        live.ended(event.scenario.id, event.scenario.verdict);
        show(event.scenario);
      }
    },
    onResults: (results) => {
      results.scenarios.forEach(show);
      close();
      if (!isFew) printLine(formatTree(results));
    },
    footer: (results, page) => (isFew ? pagesOf(results, page) : badOf(results, page)),
    close,
  };
}

const badOf = (results: Results, page: string | undefined): string[] => {
  const text = formatBad(results, page);
  return text === '' ? [] : ['', text];
};

/** Their blocks have said everything but this. */
function pagesOf({ scenarios }: Results, page: string | undefined): string[] {
  if (page === undefined) return [];
  const bad = scenarios.filter(({ verdict }) => isBad(verdict));
  return bad.map(({ id }) => `page     ${scenarioPage(page, id)}`);
}

/** Calls once for each verdict that a scenario comes to. */
function onceForEach(show: (scenario: ScenarioResult) => void): (scenario: ScenarioResult) => void {
  const shown = new Map<string, Verdict>();
  return (scenario) => {
    if (shown.get(scenario.id) === scenario.verdict) return;
    shown.set(scenario.id, scenario.verdict);
    show(scenario);
  };
}
