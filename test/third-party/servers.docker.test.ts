// Redis, PostgreSQL and nginx as Debian packages them: the checks say of each what docs/third-party.md says. Side by side,
// because a check mostly waits. The images take a minute when they are built for the first time.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from '../../src/check/plan-file.ts';
import { checkServer } from '../../src/check/server/check-server.ts';
import { buildImage } from '../../src/testbed/build-image.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { baseImageName, ensureBaseImage } from '../../src/testbed/engine/base-image.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { checkRun, leftoversOf } from '../check/check-run.ts';

const minutes = 60_000;
const directory = join(projectDirectory, 'third-party/servers');
const planPath = join(directory, 'socketbed.yml');

/** `redis/stop: failed` for each row of its tables. */
const verdictsOf = (page: string): string[] =>
  [...page.matchAll(/^\| `([a-z]+\/[a-z-]+)` \| (passed|failed|unknown|unsupported) \|/gm)].map(
    ([, id, verdict]) => `${id}: ${verdict}`,
  );

test('of each server the checks say what docs/third-party.md says', { timeout: 15 * minutes }, async () => {
  await ensureBaseImage();
  const plans = readPlan(readFileSync(planPath, 'utf8'), planPath);
  for (const { name } of plans) {
    await buildImage({
      directory: join(directory, name),
      tag: `socketbed-third-party-${name}:dev`,
      args: { BASE_IMAGE: baseImageName() },
      holds: name,
    });
  }
  const checked = await Promise.all(plans.map(check));
  const page = readFileSync(join(projectDirectory, 'docs/third-party.md'), 'utf8');
  const { NCPU: processors } = await (await dockerClient()).info();
  // With a single worker nginx has no room for them all; the page tells of it.
  const told = verdictsOf(page).map((line) =>
    processors === 1 ? line.replace('nginx/few-descriptors: passed', 'nginx/few-descriptors: failed') : line,
  );
  // If this fails: ./socketbed check --file third-party/servers/socketbed.yml, and see what the page says of it.
  expect(checked.flat()).toEqual(told);
});

async function check(plan: ReturnType<typeof readPlan>[number]): Promise<string[]> {
  if (!('server' in plan)) return [];
  const run = checkRun();
  const results = await checkServer(plan.server, {
    run,
    prefix: plan.name,
    rerun: 'again',
    onChecked: () => {},
  });
  expect(await leftoversOf(run)).toEqual([]);
  return results.map(({ id, verdict }) => `${id}: ${verdict}`);
}
