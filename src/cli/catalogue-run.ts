// How a run of our own catalogue is set up, wherever it lies: in a checkout, or in somebody's node_modules, where
// nothing may be written.

import { fileURLToPath } from 'node:url';
import { projectDirectory, resultsDirectory } from '../testbed/project.ts';
import type { ScenarioRun } from './scenario-run.ts';

export function catalogueRun(): Pick<ScenarioRun, 'root' | 'resultsDirectory' | 'configPath'> {
  return {
    root: projectDirectory,
    resultsDirectory,
    configPath: fileURLToPath(new URL('../vitest/catalogue-config.ts', import.meta.url)),
  };
}
