// What a run leaves beside results.json when it has ended: the page, JUnit XML, and on GitHub Actions annotations and
// the summary of the job. None of them can change what the run came to: what cannot be made is told.

import { appendFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Results } from '../evidence/results.ts';
import { buildPage } from '../report/build-page.ts';
import { githubAnnotations, githubSummary } from '../report/github.ts';
import { junitXml } from '../report/junit.ts';

export interface RunArtefacts {
  /** From the working directory on; absent when it could not be made. */
  readonly page?: string;
  readonly junit?: string;
  /** Lines for stdout, of a run on GitHub Actions. */
  readonly annotations: readonly string[];
  /** What could not be made, and why. */
  readonly problems: readonly string[];
}

/** Makes them in the run's folder, an absolute path. */
export async function makeArtefacts(
  results: Results,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunArtefacts> {
  const problems: string[] = [];
  const attempt = async <T>(make: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await make();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const page = await attempt(async () => relative(process.cwd(), (await buildPage(folder)).path));
  const junit = await attempt(() => {
    const path = join(folder, 'junit.xml');
    writeFileSync(path, junitXml(results));
    return relative(process.cwd(), path);
  });
  const isOnGithub = env.GITHUB_ACTIONS === 'true';
  const summaryFile = env.GITHUB_STEP_SUMMARY;
  if (isOnGithub && summaryFile) await attempt(() => appendFileSync(summaryFile, githubSummary(results)));
  return {
    ...(page === undefined ? {} : { page }),
    ...(junit === undefined ? {} : { junit }),
    annotations: isOnGithub ? githubAnnotations(results) : [],
    problems,
  };
}
