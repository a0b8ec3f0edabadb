// The catalogue of scenarios: the folder tree is the list. Selects from it by id, and names near ids for a wrong one;
// what a single file says is read by src/evidence.

import { globSync } from 'node:fs';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { catalogueGlob, readScenarioFile, type ScenarioFile } from '../evidence/scenario-file.ts';
import { projectDirectory } from '../testbed/project.ts';

/** Every scenario, in the order of the ids. */
export function readCatalogue(root = projectDirectory): ScenarioFile[] {
  return globSync(catalogueGlob, { cwd: root })
    .sort()
    .map((path) => readScenarioFile(root, path));
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
/** How much of a name may be wrong for it still to be meant. */
const wrongShareMax = 0.4;

/** Up to three ids or folders near to `id`, the nearest first. */
export function nearestIds(catalogue: readonly ScenarioFile[], id: string): string[] {
  const names = new Set(
    catalogue.flatMap((scenario) => {
      const parts = scenario.id.split('/');
      return parts.map((_, last) => parts.slice(0, last + 1).join('/'));
    }),
  );
  return [...names]
    .map((name) => ({ name, wrong: wrongShare(name, id) }))
    .filter(({ wrong }) => wrong <= wrongShareMax)
    .sort((a, b) => a.wrong - b.wrong || a.name.localeCompare(b.name))
    .slice(0, nearMax)
    .map(({ name }) => name);
}

// The last part alone counts too, a little less: people leave the folders out.
function wrongShare(name: string, id: string): number {
  const share = (a: string, b: string) => editDistance(a, b) / Math.max(a.length, b.length);
  const last = (path: string) => path.split('/').at(-1) ?? path;
  return Math.min(share(name, id), share(last(name), last(id)) + 0.05);
}

/** How many letters have to be changed, added, left out or swapped with the next one. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column += 1) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [at(row - 1, column - 1) + change, at(row - 1, column) + 1, at(row, column - 1) + 1];
      if (isSwap) ways.push(at(row - 2, column - 2) + 1);
      rows[row]?.push(Math.min(...ways));
    }
  }
  return at(a.length, b.length);
}
