// The catalogue of scenarios: the folder tree is the list, a file's path its id. Questions are read from the files'
// text, so that listing runs nothing.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { projectDirectory } from '../testbed/project.ts';

export interface ScenarioFile {
  /** `tcp/refused/closed-port` */
  readonly id: string;
  /** Path of the file, from the project's directory: `scenarios/tcp/refused/closed-port.scenario.ts`. */
  readonly path: string;
  readonly question: string;
}

const suffix = '.scenario.ts';

/** Every scenario, in the order of the ids. */
export function readCatalogue(root = projectDirectory): ScenarioFile[] {
  return globSync(`scenarios/**/*${suffix}`, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({
      id: path.slice('scenarios/'.length, -suffix.length),
      path,
      question: openingQuestion(readFileSync(join(root, path), 'utf8')),
    }));
}

/** The opening comment up to its first question mark; empty when it asks nothing. */
export function openingQuestion(text: string): string {
  const comment: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('//')) break;
    comment.push(line.slice(2).trim());
  }
  return /^[^?]*\?/.exec(comment.join(' '))?.[0] ?? '';
}

/** The scenarios that `ids` name: each id itself and all below it; all for no ids. USAGE with near ids for a wrong one. */
export function selectScenarios(catalogue: readonly ScenarioFile[], ids: readonly string[]): ScenarioFile[] {
  if (ids.length === 0) return [...catalogue];
  const wanted = ids.map((id) => id.replace(/\/+$/, ''));
  const isBelow = (scenario: ScenarioFile, id: string) =>
    scenario.id === id || scenario.id.startsWith(`${id}/`);
  for (const id of wanted) {
    if (!catalogue.some((scenario) => isBelow(scenario, id))) throw unknownId(catalogue, id);
  }
  return catalogue.filter((scenario) => wanted.some((id) => isBelow(scenario, id)));
}

function unknownId(catalogue: readonly ScenarioFile[], id: string): SocketbedError {
  const near = nearestIds(catalogue, id);
  return new SocketbedError({
    code: 'USAGE',
    what: `there is no scenario ${id}`,
    advice: near.length === 0 ? 'See ./socketbed list' : `Did you mean ${near.join(', ')}?`,
  });
}

const nearMax = 3;

/** Up to three ids or folders near to `id`, the nearest first. */
export function nearestIds(catalogue: readonly ScenarioFile[], id: string): string[] {
  const names = new Set(
    catalogue.flatMap((scenario) => {
      const parts = scenario.id.split('/');
      return parts.map((_, last) => parts.slice(0, last + 1).join('/'));
    }),
  );
  return [...names]
    .map((name) => ({ name, distance: nameDistance(name, id) }))
    .filter(({ distance }) => distance <= Math.max(2, id.length / 3))
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, nearMax)
    .map(({ name }) => name);
}

/** Edits between the names, or between their last parts: people leave the folders out. */
function nameDistance(name: string, id: string): number {
  const last = name.split('/').at(-1) ?? name;
  return Math.min(editDistance(name, id), editDistance(last, id.split('/').at(-1) ?? id) + 1);
}

/** Levenshtein's distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...b].entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
