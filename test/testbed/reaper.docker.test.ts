// A run that is killed in the middle leaves a container, a network and a volume; the reaper takes them, and only them.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dockerClient } from '../../src/testbed/docker.ts';
import { baseImageName } from '../../src/testbed/engine/base-image.ts';
import { runLabel, runProject } from '../../src/testbed/labels.ts';
import { reap, runLeftovers } from '../../src/testbed/leftovers.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const reaperPath = join(projectDirectory, 'src/testbed/reaper.ts');

async function leave(runId: string): Promise<void> {
  const docker = await dockerClient();
  const labels = { [runLabel]: runId };
  const project = { 'com.docker.compose.project': `${runProject(runId)}bed` };
  const network = await docker.createNetwork({ Name: `socketbed-reaper-${runId}`, Labels: project });
  await docker.createVolume({ Name: `socketbed-reaper-${runId}`, Labels: project });
  const container = await docker.createContainer({
    Image: baseImageName(),
    Cmd: ['sleep', '600'],
    Labels: labels,
    HostConfig: {
      NetworkMode: network.id,
      Mounts: [{ Type: 'volume', Source: `socketbed-reaper-${runId}`, Target: '/v' }],
    },
  });
  await container.start();
}

const count = async (runId: string) =>
  (await runLeftovers(await dockerClient(), runId)).map((kind) => kind.length);

test('what a killed run has left is removed, and what another run has is not', async () => {
  const [killed, other] = [randomUUID().slice(0, 8), randomUUID().slice(0, 8)];
  const directory = temporaryDirectory();
  onTestFinished(() => reap(other));
  onTestFinished(() => reap(killed));
  await Promise.all([leave(killed), leave(other)]);
  expect(await count(killed)).toEqual([1, 1, 1, 0]);

  // A run: it starts its reaper, says so, and would go on for ever.
  const script = `import { startReaper } from ${JSON.stringify(reaperPath)};
    startReaper({ id: ${JSON.stringify(killed)}, directory: ${JSON.stringify(directory)} }); console.log('started'); setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(run.stdout, 'data');
  expect(await count(killed)).toEqual([1, 1, 1, 0]);
  run.kill('SIGKILL');

  const looking = { timeout: 30_000, interval: 200 };
  await vi.waitFor(async () => expect(await count(killed)).toEqual([0, 0, 0, 0]), looking);
  expect(await count(other)).toEqual([1, 1, 1, 0]);
  const kept = readdirSync(join(directory, 'left'));
  expect(kept.map((name) => /\.(.*)$/.exec(name)?.[1]).sort()).toEqual([
    'events.jsonl',
    'inspect.json',
    'log',
  ]);
});
