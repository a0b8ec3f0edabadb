// Once per run, before tests that need Docker: does an engine answer? Tests then fail at once with the advice, and do
// not run into their deadlines one by one. It also starts the run's reaper. Set-up of the projects docker and scenarios.

import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { engineStatus, requireVersions } from '../../src/testbed/engine/engine.ts';
import { startReaper } from '../../src/testbed/reaper.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is wrong with the engine; empty when nothing is. */
    readonly engineProblem: string;
    /** What the tests' containers, networks and projects are labelled and named with: see reaper.ts. */
    readonly runId: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const problem = await engineProblem();
  const runId = randomUUID().slice(0, 8);
  project.provide('engineProblem', problem);
  project.provide('runId', runId);
  if (problem !== '' || process.env.SOCKETBED_KEEP === '1') return undefined;
  const reaper = startReaper(runId);
  return () => reaper.release();
}

async function engineProblem(): Promise<string> {
  try {
    const status = await engineStatus();
    if (!status.answers) return `no Docker engine answers: ${status.reason}. Run ./socketbed engine up`;
    requireVersions(status);
    return '';
  } catch (error) {
    if (error instanceof SocketbedError) return error.message;
    throw error;
  }
}
