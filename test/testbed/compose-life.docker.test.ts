// Beds of compose projects come and go: beside each other, attached to what is up already, failing at their start, and
// when their process is killed.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as faults from '../../src/faults/index.ts';
import { attachedBed } from '../../src/testbed/compose/attached-bed.ts';
import { composeBed } from '../../src/testbed/compose/start-compose-bed.ts';
import { dockerClient, ofProject } from '../../src/testbed/docker.ts';
import { baseImageName } from '../../src/testbed/engine/base-image.ts';
import { mustRun } from '../../src/testbed/engine/child.ts';
import { runProject } from '../../src/testbed/labels.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { countOf, file, nothing, run } from './compose-support.ts';

/** Who runs in a project, and since when. */
async function runningIn(project: string): Promise<string[]> {
  const docker = await dockerClient();
  const listed = await docker.listContainers({ all: true, filters: ofProject(project) });
  const inspected = await Promise.all(listed.map(({ Id }) => docker.getContainer(Id).inspect()));
  return inspected.map(({ Id, State }) => `${Id} ${State.Status} ${State.StartedAt}`).toSorted();
}

test('two beds of one file at once do not disturb each other, and each leaves nothing', async () => {
  const start = () => composeBed({ file, services: ['db'], run });
  const [one, two] = await Promise.all([start(), start()]);
  try {
    const [ofOne, ofTwo] = [await runningIn(one.project), await runningIn(two.project)];
    const [db1, db2] = [await one.container('db'), await two.container('db')];
    const [probe1, probe2] = [await one.probe(), await two.probe()];
    const ask = async (probe: typeof probe1, db: typeof db1) =>
      probe.ask('tcp', await db.at(9000), 'x', { bytes: 200, timeoutMs: 1000 });
    await two.inject(faults.drop({ direction: 'in', protocol: 'tcp', localPort: 9000 }), db2);
    expect(await ask(probe1, db1)).toReply();
    expect(await ask(probe2, db2)).toTimeOut();
    await two.stop();
    await two.stop();
    expect(await countOf(two.project)).toEqual(nothing);
    expect(await runningIn(one.project)).toEqual(ofOne);
    expect(ofTwo).toHaveLength(2);
    expect(await ask(probe1, db1)).toReply();
    expect(() => two.between('db', 'db')).toThrow('has been stopped');
  } finally {
    await Promise.all([one.stop(), two.stop()]);
  }
  expect(await countOf(one.project)).toEqual(nothing);
});

test('a project that is up is broken and mended, and left as it was', async () => {
  const project = `shop-${randomBytes(3).toString('hex')}`;
  const compose = (...args: string[]) =>
    mustRun('docker', ['compose', '--file', file, '--project-name', project, ...args], {
      code: 'COMPOSE_FAILED',
      what: args.join(' '),
    });
  onTestFinished(async () => {
    await compose('--profile', '*', 'down', '--volumes', '--rmi', 'local', '--timeout', '1');
    expect(await countOf(project)).toEqual(nothing);
  });
  await compose('up', '--detach', 'cache', 'visitor');
  const ours = { ...run, id: randomBytes(4).toString('hex') };
  const before = await runningIn(project);

  const bed = await attachedBed({ project, run: ours });
  await bed.untilReady();
  const cache = await bed.container('cache');
  const probe = await bed.probe();
  const ask = async () => probe.ask('tcp', await cache.at(9000), 'x', { bytes: 200 });
  expect(await ask()).toReply();
  const fault = await bed.inject(faults.reset({ afterBytes: 100 }), cache);
  expect(await ask()).toBeReset({ bytes: 100 });
  await fault.lift();
  await bed.inject(faults.drop({ direction: 'in', protocol: 'tcp' }), cache);
  await bed.stop();

  expect(await runningIn(project)).toEqual(before);
  expect((await runLeftovers(await dockerClient(), ours.id)).flat()).toEqual([]);
  await using again = await attachedBed({ project, run: ours });
  const other = await again.probe();
  // What the first had left on is lifted.
  expect(await other.ask('tcp', await cache.at(9000), 'x', { bytes: 200 })).toReply();
  await expect(attachedBed({ project: `${project}s` })).rejects.toThrow(`Did you mean ${project}?`);
});

test.each([
  ['failing', /failing-1 did not get ready.*it ended with 3; it said last\nno disk left/s],
  ['sick', /sick-1 did not get ready.*its health check failed; it said last\nI am slow/s],
] as const)('the service %s is told of with what it said, and nothing is left', async (service, words) => {
  const ours = { ...run, id: randomBytes(4).toString('hex') };
  await expect(composeBed({ file, services: [service], run: ours })).rejects.toThrow(words);
  expect((await runLeftovers(await dockerClient(), ours.id)).flat()).toEqual([]);
});

test('a service that there is not, and a file that compose does not understand', async () => {
  await expect(composeBed({ file, services: ['cach'], run })).rejects.toThrow('Did you mean cache?');
  await expect(attachedBed({ file, run })).rejects.toThrow(
    'no container of the compose project compose-project runs',
  );
  const path = join(temporaryDirectory(), 'docker-compose.yml');
  writeFileSync(path, 'services:\n  web:\n    imagee: x\n');
  await expect(composeBed({ file: path, run })).rejects.toMatchObject({
    code: 'COMPOSE_FAILED',
    message: expect.stringContaining('imagee'),
  });
});

test('a name that is taken is a clash, and apart there is none', async () => {
  const directory = temporaryDirectory();
  const name = `socketbed-test-${randomBytes(3).toString('hex')}`;
  const path = join(directory, 'docker-compose.yml');
  writeFileSync(
    path,
    `name: clash\nservices:\n  one:\n    image: ${baseImageName()}\n    init: true\n    container_name: ${name}\n    command: [sleep, "600"]\n    volumes: [data:/data]\nvolumes:\n  data:\n    name: ${name}\n`,
  );
  await using first = await composeBed({ file: path, run });
  await expect(composeBed({ file: path, run })).rejects.toThrow(
    /already in use.*attachedBed\({ project: 'clash' }\).*apart: true/s,
  );
  await using _ = await composeBed({ file: path, run, apart: true });
  expect(await first.container('one')).toMatchObject({ name: 'one-1' });
  // The volume that the file names is somebody's data.
  const { Volumes } = await (await dockerClient()).listVolumes();
  expect(Volumes.map((volume) => volume.Name)).toContain(`${first.project}_data`);
  expect(Volumes.map((volume) => volume.Name)).not.toContain(name);
});

test('a process that is killed leaves nothing once its reaper has looked', async () => {
  const script = `
    import { composeBed, faults } from ${JSON.stringify(join(projectDirectory, 'src/index.ts'))};
    const bed = await composeBed({ file: ${JSON.stringify(file)}, services: ['db'] });
    await bed.inject(faults.drop({ direction: 'in', protocol: 'udp' }), await bed.container('db'));
    await bed.probe();
    console.log(bed.run.id);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [id] = await once(child.stdout, 'data');
  const runId = String(id).trim();
  const left = async () => (await runLeftovers(await dockerClient(), runId)).map((kind) => kind.length);
  // prepare, db, its sidecar, a probe; two networks and ours; a volume and ours; the image of db.
  expect(await left()).toEqual([4, 3, 2, 1]);
  const listed = (await dockerClient()).listVolumes();
  expect((await listed).Volumes.some(({ Name }) => Name.startsWith(runProject(runId)))).toBe(true);
  child.kill('SIGKILL');
  await vi.waitFor(async () => expect(await left()).toEqual(nothing), { timeout: 90_000, interval: 500 });
});
