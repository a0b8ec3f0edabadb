// The catalogue of scenarios: the folder tree is the list. Selects from it by id, and names near ids for a wrong one;
// what a single file says is read by src/evidence.

import { globSync } from 'node:fs';
import { editShare } from '../errors/edit-distance.ts';
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

/** Whether `id` is a scenario, or a folder of them. */
export function isInCatalogue(catalogue: readonly ScenarioFile[], id: string): boolean {
  return catalogue.some((scenario) => scenario.id === id || scenario.id.startsWith(`${id}/`));
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
  const last = (path: string) => path.split('/').at(-1) ?? path;
  return Math.min(editShare(name, id), editShare(last(name), last(id)) + 0.05);
}
