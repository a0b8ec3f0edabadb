// The folder of a run, and the link to the newest one. Every change is a rename, so whoever reads meets a whole
// document, also of a run that was killed in the middle of writing.
//
//   results/<run id>/.results.json  --rename-->  results.json
//   results/.latest-<run id>        --rename-->  latest -> <run id>

import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, SocketbedError } from '../errors/socketbed-error.ts';
import type { Results } from '../evidence/results.ts';

/** Where the results of a run lie, below `directory`. */
export const runFolder = (directory: string, runId: string): string => join(directory, runId);
export const resultsFile = (directory: string, runId: string): string =>
  join(runFolder(directory, runId), 'results.json');

/** Writes the document of its run anew. RUN_INCOMPLETE where nothing can be written. */
export function writeResults(directory: string, results: Results): void {
  const { id } = results.run;
  const path = resultsFile(directory, id);
  const draft = join(runFolder(directory, id), '.results.json');
  writing(path, () => {
    mkdirSync(runFolder(directory, id), { recursive: true });
    writeFileSync(draft, `${JSON.stringify(results, undefined, 2)}\n`);
    renameSync(draft, path);
  });
}

/** Makes `latest` point to a run. */
export function pointLatest(directory: string, runId: string): void {
  const draft = join(directory, `.latest-${runId}`);
  const path = join(directory, 'latest');
  writing(path, () => {
    rmSync(draft, { force: true });
    symlinkSync(runId, draft);
    renameSync(draft, path);
  });
}

function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new SocketbedError({
      code: 'RUN_INCOMPLETE',
      what: `cannot write ${path}`,
      found: cause.message,
      advice: 'Make room there, or make the folder one that this user may write to',
      cause,
    });
  }
}
