// Runs that are killed, and runs side by side: after each nothing of it is left, what it had seen can be read, and
// nobody else was touched.
//
// SOCKETBED_KILLS=10 tries each signal at so many random moments; the default is one.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readCatalogue, selectScenarios } from '../../src/cli/catalogue.ts';
import type { Results } from '../../src/evidence/results.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { baseImageName } from '../../src/testbed/engine/base-image.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { until } from '../support/until.ts';

const kills = Number(process.env.SOCKETBED_KILLS ?? 1);
/** From the first line of the results, before the first container, to the middle of the scenarios. */
const momentsMs = 8_000;
const resultsFolder = join(projectDirectory, 'results');

/** A run in a process group of its own, so that Ctrl-C reaches all of it as from a terminal. */
function startRun(...ids: string[]): { run: ChildProcess; id: string; begun: Promise<void> } {
  const id = randomBytes(4).toString('hex');
  const main = join(projectDirectory, 'src/cli/main.ts');
  onTestFinished(() => rmSync(join(resultsFolder, id), { recursive: true, force: true }));
  const run = spawn(process.execPath, [main, 'run', ...ids], {
    cwd: projectDirectory,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, SOCKETBED_RUN_ID: id, SOCKETBED_RUN_FOLDER: '' },
  });
  const begun = until('the run has results', () => existsSync(resultsPath(id)), 30_000);
  return { run, id, begun };
}

const resultsPath = (id: string): string => join(resultsFolder, id, 'results.json');
const count = async (id: string) => (await runLeftovers(await dockerClient(), id)).flat().length;
const resultsOf = (id: string): Results => JSON.parse(readFileSync(resultsPath(id), 'utf8'));

const signals = Array.from({ length: kills }, () => ['SIGKILL', 'SIGTERM', 'SIGINT'] as const).flat();

test.each(signals.map((signal) => [signal, Math.round(Math.random() * momentsMs)] as const))(
  '%s after %i ms leaves nothing but its results',
  async (signal, afterMs) => {
    const { run, id, begun } = startRun('tcp', 'udp');
    await begun;
    // The moment is the point: any will do.
    await pause(afterMs);
    const ended = once(run, 'close');
    if (run.pid === undefined) throw new Error('no process');
    if (signal === 'SIGINT') process.kill(-run.pid, signal);
    else process.kill(run.pid, signal);
    await ended;
    await vi.waitFor(async () => expect(await count(id)).toBe(0), { timeout: 15_000, interval: 200 });
    const { run: facts, scenarios } = resultsOf(id);
    expect(facts.id).toBe(id);
    for (const { verdict } of scenarios) expect(['passed', 'unknown', 'failed']).toContain(verdict);
  },
);

test('two runs at once and a container of somebody else do not meet', async () => {
  const docker = await dockerClient();
  const strange = await docker.createContainer({ Image: baseImageName(), Cmd: ['sleep', '300'] });
  onTestFinished(() => strange.remove({ force: true }));
  await strange.start();
  const before = await strange.inspect();
  const areas = ['tcp/refused', 'unix/refused'];
  const runs = areas.map((area) => startRun(area));
  const outputs = await Promise.all(
    runs.map(async ({ run }) => {
      const lines: string[] = [];
      if (run.stdout !== null)
        for await (const line of createInterface({ input: run.stdout })) lines.push(line);
      return lines.join('\n');
    }),
  );
  for (const [index, area] of areas.entries()) {
    const count = selectScenarios(readCatalogue(), [area]).length;
    expect(outputs[index]).toContain(`${count} passed, 0 failed`);
  }
  for (const { id } of runs) expect(await count(id)).toBe(0);
  const after = await strange.inspect();
  expect([after.State.StartedAt, after.State.Status]).toEqual([before.State.StartedAt, 'running']);
});
