// A whole run for a terminal: its scenarios as the tree of their ids, each with its verdict, what the program saw and
// what the packets said; then what did not pass again, with the command that runs it and the page that shows it.

import { stripVTControlCharacters } from 'node:util';
import type { Results, ScenarioResult } from '../evidence/results.ts';
import { causeLine } from '../report/cause-word.ts';
import { verdictMark } from './format-result.ts';
import { formatSeconds, paint } from './output.ts';

/** One line for a scenario: `✔ closed-port  ECONNREFUSED · RST from server at 0.1 ms  0.2 s`. */
export function formatLine(scenario: ScenarioResult, name = scenario.id): string {
  const cause = oneLine(causeLine(scenario));
  const words = cause === '' ? '' : `  ${cause}`;
  return `${verdictMark(scenario.verdict)} ${name}${words}  ${paint('dim', formatSeconds(scenario.durationMs))}`;
}

/** The tree, folders as headings, in the order of the ids. */
export function formatTree({ scenarios }: Results): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const scenario of scenarios.toSorted((one, other) => compare(one.id, other.id))) {
    const path = scenario.id.split('/');
    const folders = path.slice(0, -1);
    for (const [depth, folder] of folders.entries()) {
      const isOpen = folders.slice(0, depth + 1).every((each, level) => open[level] === each);
      if (!isOpen) lines.push('  '.repeat(depth) + paint('bold', folder));
    }
    open = folders;
    lines.push('  '.repeat(folders.length) + formatLine(scenario, path.at(-1)));
  }
  return lines.join('\n');
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What did not pass: how to run it again, and where to look. Empty when everything passed. `page` is a path. */
export function formatBad({ scenarios }: Results, page: string | undefined): string {
  const bad = scenarios.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown');
  return bad
    .flatMap((scenario) => [
      `${verdictMark(scenario.verdict)} ${scenario.id}  ${oneLine(scenario.cause)}`.trimEnd(),
      `    again  ${scenario.rerun}`,
      ...(page === undefined ? [] : [`    page   ${scenarioPage(page, scenario.id)}`]),
    ])
    .join('\n');
}

/** The place of a scenario in a page. */
export const scenarioPage = (page: string, id: string): string =>
  `${page}#/scenario/${id.split('/').map(encodeURIComponent).join('/')}`;

const lineMax = 160;

function oneLine(text: string): string {
  const line = stripVTControlCharacters(text).replace(/\s+/g, ' ').trim();
  return line.length > lineMax ? `${line.slice(0, lineMax - 1)}…` : line;
}
