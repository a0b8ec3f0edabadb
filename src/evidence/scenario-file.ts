// A scenario's file: what its path and its opening comment say of it. Nothing is run, so listing costs nothing.
//
//   scenarios/tcp/refused/closed-port.scenario.ts   "// Does a port that nobody listens on ...?"
//             '------ id ---------------'                '------ question --------------'

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ScenarioFile {
  /** `tcp/refused/closed-port` */
  readonly id: string;
  /** Path of the file, from the project's directory: `scenarios/tcp/refused/closed-port.scenario.ts`. */
  readonly path: string;
  /** Empty for a file that asks nothing. */
  readonly question: string;
}

/** The files of a catalogue, as a glob from the project's directory. */
export const catalogueGlob = 'scenarios/**/*.scenario.ts';

/** Reads the file at `path`, as node:path has it, from `root` on. */
export function readScenarioFile(root: string, path: string): ScenarioFile {
  return {
    id: scenarioId(path),
    path: path.replaceAll('\\', '/'),
    question: openingQuestion(readFileSync(join(root, path), 'utf8')),
  };
}

/**
 * The id of the scenario at `path`, from the project's directory on: in a catalogue its place there, else the path
 * without the end that test files have (`test/reconnect.test.ts` is `test/reconnect`). No id leads out of a folder.
 */
export function scenarioId(path: string): string {
  const plain = path.replaceAll('\\', '/');
  const catalogued = /^scenarios\/(.+)\.scenario\.ts$/.exec(plain);
  return (
    catalogued?.[1] ?? plain.replace(/^(\.\.\/)+/, '').replace(/(\.(test|spec|scenario))?\.[cm]?[jt]sx?$/, '')
  );
}

/** The command that runs it again, with the same seed. Tests that are in no catalogue are vitest's alone. */
export function rerunCommand({ id, path }: Pick<ScenarioFile, 'id' | 'path'>, seed: string): string {
  const seedWord = /^[\w.:-]+$/.test(seed) ? seed : `'${seed.replaceAll("'", "'\\''")}'`;
  if (!path.startsWith('scenarios/')) return `SOCKETBED_SEED=${seedWord} npx vitest run ${path}`;
  return `./socketbed run ${id} --seed ${seedWord}`;
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
