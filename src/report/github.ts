// Results for GitHub Actions: annotations, which it reads on stdout, and a summary of the job in Markdown.
//
//   ::error title=tcp/refused/closed-port,file=scenarios/...::what failed
//   $GITHUB_STEP_SUMMARY

import type { Results, ScenarioResult, Verdict } from '../evidence/results.ts';
import { causeLine } from './cause-word.ts';

/** A line for each scenario that did not pass. `pathOf` gives its file, from the checkout on; empty for none. */
export function githubAnnotations(
  { scenarios }: Results,
  pathOf: (id: string) => string = (id) => `scenarios/${id}.scenario.ts`,
): string[] {
  return scenarios.flatMap((scenario) => {
    const level = levels[scenario.verdict];
    if (level === undefined) return [];
    const { id, cause, failures, rerun } = scenario;
    const path = pathOf(id);
    const file = path === '' ? '' : `,file=${escapeProperty(path)}`;
    const message = [failures[0] ?? cause, `again  ${rerun}`].join('\n');
    return [
      `::${level} title=${escapeProperty(`${id} ${scenario.verdict}`)}${file}::${escapeMessage(message)}`,
    ];
  });
}

const levels: Readonly<Partial<Record<Verdict, string>>> = {
  failed: 'error',
  unknown: 'error',
  unsupported: 'notice',
};

// What GitHub's own toolkit escapes (actions/toolkit, packages/core/src/command.ts).
const escapeMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const marks: Readonly<Record<Verdict, string>> = { passed: '✔', failed: '✖', unsupported: '–', unknown: '?' };

/** The summary of a job. GitHub takes a megabyte at most, so passed scenarios are a table of counts. */
export function githubSummary({ run, scenarios }: Results): string {
  const count = (verdict: Verdict) => scenarios.filter((each) => each.verdict === verdict).length;
  const totals = (['passed', 'failed', 'unsupported', 'unknown'] as const).map(
    (verdict) => `${count(verdict)} ${verdict}`,
  );
  const bad = scenarios.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown');
  const skipped = scenarios.filter(({ verdict }) => verdict === 'unsupported');
  return [
    `## socketbed: ${totals.join(', ')}`,
    '',
    `Run \`${code(run.id)}\`, seed \`${code(run.seed)}\`, ${(run.durationMs / 1000).toFixed(0)} s` +
      `${run.versions.kernel === undefined ? '' : `, kernel ${text(run.versions.kernel)}`}` +
      `${run.state === 'ended' ? '' : '. **The run did not end.**'}`,
    '',
    ...bad.flatMap(failedBlock),
    ...(skipped.length === 0 ? [] : [table(skipped), '']),
    foldersTable(scenarios),
    '',
  ].join('\n');
}

function failedBlock(scenario: ScenarioResult): string[] {
  const { id, verdict, question, failures, cause, rerun } = scenario;
  const said = failures.length === 0 ? cause : failures.join('\n\n');
  // A fence that is longer than any run of backticks in the text cannot be ended by it.
  const fence = '`'.repeat(Math.max(3, ...Array.from(said.matchAll(/`+/g), ([run]) => run.length + 1)));
  return [
    `### ${marks[verdict]} ${text(id)} ${verdict}`,
    '',
    text(question),
    '',
    `${fence}text`,
    said.slice(0, 20_000),
    fence,
    '',
    `Again: \`${code(rerun)}\``,
    '',
  ];
}

function table(scenarios: readonly ScenarioResult[]): string {
  const rows = scenarios.map(
    (each) => `| ${marks[each.verdict]} ${text(each.id)} | ${text(causeLine(each))} |`,
  );
  return ['| scenario | why |', '|---|---|', ...rows].join('\n');
}

function foldersTable(scenarios: readonly ScenarioResult[]): string {
  const folders = Map.groupBy(scenarios, ({ id }) => id.slice(0, Math.max(0, id.lastIndexOf('/'))));
  const rows = [...folders].map(([folder, members]) => {
    const passed = members.filter(({ verdict }) => verdict === 'passed').length;
    return `| ${text(folder === '' ? 'scenarios' : folder)} | ${passed} of ${members.length} |`;
  });
  return ['| folder | passed |', '|---|---|', ...rows].join('\n');
}

/** As text in Markdown, on one line. */
const text = (said: string): string => said.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
const code = (said: string): string => said.replace(/[`\n]/g, ' ');
