// Results as JUnit XML, as Jenkins (its xunit plug-in has the schema), GitLab and others read it: a suite for each
// folder of scenarios, a case for each scenario.
//
//   passed        <testcase/>
//   failed        <testcase><failure/></testcase>
//   unknown       <testcase><error/></testcase>        there is no evidence, which is nobody's success
//   unsupported   <testcase><skipped/></testcase>

import type { Results, ScenarioResult } from '../evidence/results.ts';
import { causeLine } from './cause-word.ts';

/** The whole document. */
export function junitXml({ run, scenarios }: Results): string {
  const folders = Map.groupBy(scenarios, ({ id }) => folderOf(id));
  const suites = [...folders].map(([folder, members]) => suite(folder, members, run.startedAt));
  const totals = totalsOf(scenarios);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="socketbed" time="${seconds(run.durationMs)}" ${totals}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

const folderOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf('/'))) || 'scenarios';
const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function totalsOf(scenarios: readonly ScenarioResult[]): string {
  const count = (verdict: string) => scenarios.filter((each) => each.verdict === verdict).length;
  return `tests="${scenarios.length}" failures="${count('failed')}" errors="${count('unknown')}"`;
}

function suite(folder: string, scenarios: readonly ScenarioResult[], startedAt: string): string {
  const took = scenarios.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const skipped = scenarios.filter(({ verdict }) => verdict === 'unsupported').length;
  // Without the fraction and the zone, which the schema does not know.
  const began = startedAt.slice(0, 19);
  const attributes = [
    `name="${xml(folder)}"`,
    totalsOf(scenarios),
    `skipped="${skipped}"`,
    `time="${seconds(took)}"`,
    ...(began === '' ? [] : [`timestamp="${xml(began)}"`]),
  ];
  return [`  <testsuite ${attributes.join(' ')}>`, ...scenarios.map(testCase), '  </testsuite>'].join('\n');
}

function testCase(scenario: ScenarioResult): string {
  const { id, durationMs } = scenario;
  const attributes = `name="${xml(nameOf(id))}" classname="${xml(folderOf(id).replaceAll('/', '.'))}" time="${seconds(durationMs)}"`;
  const inside = [...verdictOf(scenario), ...evidenceOf(scenario)];
  return [`    <testcase ${attributes}>`, ...inside, '    </testcase>'].join('\n');
}

function verdictOf({ verdict, cause, failures, rerun }: ScenarioResult): string[] {
  const message = `message="${xml(cause)}"`;
  const text = xml([...failures, `again  ${rerun}`].join('\n\n'));
  if (verdict === 'failed') return [`      <failure type="failed" ${message}>${text}</failure>`];
  if (verdict === 'unknown') return [`      <error type="unknown" ${message}>${text}</error>`];
  return verdict === 'unsupported' ? [`      <skipped ${message}/>`] : [];
}

function evidenceOf(scenario: ScenarioResult): string[] {
  const { question, files } = scenario;
  const lines = [question, causeLine(scenario), ...files].filter((line) => line !== '');
  return lines.length === 0 ? [] : [`      <system-out>${xml(lines.join('\n'))}</system-out>`];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For text and attributes. Characters that XML 1.0 cannot have at all become U+FFFD. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replaceAll('\r', '&#13;');
}
