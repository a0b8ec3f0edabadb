// Asked once per run, before tests that need Docker: does an engine answer? Tests then fail at once with the advice,
// and do not run into their deadlines one by one. Set-up file of the projects `docker` and `scenarios`.

import type { TestProject } from 'vitest/node';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { engineStatus, requireVersions } from '../../src/testbed/engine/engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is wrong with the engine; empty when nothing is. */
    readonly engineProblem: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('engineProblem', await engineProblem());
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
