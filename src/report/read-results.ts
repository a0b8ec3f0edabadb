// A file of results, however old or damaged: what can be read of it, and in words what cannot.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, SocketbedError } from '../errors/socketbed-error.ts';
import { type Results, resultsVersion } from '../evidence/results.ts';
import { lenientResultsSchema, resultsSchema } from './results-schema.ts';

export interface ReadResults {
  readonly results: Results;
  /** What is missing or was not understood, for people. Empty for a whole document. */
  readonly problems: readonly string[];
}

/** Reads the results of the run in `folder`. RESULTS_INVALID when there is nothing to show. */
export function readResults(folder: string): ReadResults {
  const path = join(folder, 'results.json');
  return understand(parse(path, readText(path)), path);
}

/** What a parsed document says. RESULTS_INVALID for one that is newer than this program, or none of ours. */
export function understand(document: unknown, path = 'the document'): ReadResults {
  if (!isObject(document)) throw unreadable(path, 'it is no object', 'Run the scenarios again');
  const { version } = document;
  if (typeof version === 'number' && version > resultsVersion) {
    const found = `it has version ${version}, and this program knows ${resultsVersion}`;
    throw unreadable(path, found, 'Read it with the newer socketbed that wrote it');
  }
  const whole = resultsSchema.safeParse(document);
  if (whole.success) return { results: trusted(whole.data), problems: endProblems(trusted(whole.data)) };
  const scenarios = Array.isArray(document.scenarios) ? document.scenarios : [];
  const told = scenarios.filter((each) => isObject(each) && typeof each.id === 'string');
  const patched = lenientResultsSchema.safeParse({
    ...document,
    run: isObject(document.run) ? document.run : {},
    scenarios: told,
  });
  if (!patched.success) throw unreadable(path, patched.error.message, 'Run the scenarios again');
  const results = trusted(patched.data);
  const lost = scenarios.length - told.length;
  const [issue] = whole.error.issues;
  const count = whole.error.issues.length;
  return {
    results,
    problems: [
      `results.json is not as this version writes it: ${issue?.path.join('.')}: ${issue?.message}` +
        (count > 1 ? `, and ${count - 1} more of the kind` : ''),
      ...(lost > 0 ? [`${lost} entries of results.json are no scenarios`] : []),
      ...endProblems(results),
    ],
  };
}

function endProblems({ run, scenarios }: Results): string[] {
  if (run.state === 'ended') return [];
  const open = scenarios.filter(({ verdict }) => verdict === 'unknown').length;
  return [
    `The run did not come to its end: it is still going on, or was stopped from outside. ` +
      `${open} of ${scenarios.length} scenarios that began have no verdict.`,
  ];
}

// The schema has looked at everything that the types promise, but for the words of outcomes and parties.
const trusted = (data: unknown): Results => data as Results;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw unreadable(
      path,
      cause.message,
      'Run scenarios with ./socketbed run, or name the folder of a run',
      cause,
    );
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, 'it is not JSON', 'Run the scenarios again', cause);
  }
}

function unreadable(path: string, found: string, advice: string, cause?: unknown): SocketbedError {
  return new SocketbedError({
    code: 'RESULTS_INVALID',
    what: `${path} cannot be read`,
    found,
    advice,
    ...(cause === undefined ? {} : { cause }),
  });
}
