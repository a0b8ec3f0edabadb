// check as a process: exit codes, the one document of --json, what is kept and what is left.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Results } from '../../src/evidence/results.ts';
import { resultsSchema } from '../../src/report/results-schema.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { runChild } from '../../src/testbed/engine/child.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { programCommand, programImage } from '../check/programs.ts';
import { cleanEnvironment } from '../report/vitest-project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const main = join(projectDirectory, 'src/cli/main.ts');

function check(args: readonly string[], cwd = projectDirectory) {
  return runChild(process.execPath, [main, 'check', ...args], { env: cleanEnvironment(), cwd });
}

async function leftovers({ run }: Results): Promise<unknown[]> {
  return (await runLeftovers(await dockerClient(), run.id)).flat();
}

test('a file of two programs: --json is results.json, with page and JUnit beside it', async () => {
  const cwd = temporaryDirectory();
  const [good, silent] = [programCommand('good-server'), programCommand('ignores-signals')];
  writeFileSync(
    join(cwd, 'socketbed.yml'),
    JSON.stringify({
      programs: {
        good: { server: programImage, command: good, port: 7000, probe: 'PING\r\n', expect: '+PONG' },
        silent: { server: programImage, command: silent, port: 7001 },
      },
    }),
  );
  const { exitCode, stdout } = await check(['--json'], cwd);
  const results: Results = JSON.parse(stdout);
  expect(resultsSchema.safeParse(results).error).toBeUndefined();
  expect(results.run).toMatchObject({ state: 'ended', versions: { engine: expect.any(String) } });
  const verdicts = Object.fromEntries(results.scenarios.map(({ id, verdict }) => [id, verdict]));
  expect(verdicts).toMatchObject({ 'good/server/answers': 'passed', 'good/server/stop': 'passed' });
  expect(verdicts['silent/server/answers']).toBe('failed');
  expect(results.scenarios.at(-1)?.cause).toContain('not listen on port 7001 but on');
  expect(exitCode).toBe(1);
  const folder = join(projectDirectory, 'results', results.run.id);
  expect(readFileSync(join(folder, 'results.json'), 'utf8')).toBe(stdout);
  for (const file of results.scenarios.flatMap(({ files }) => files))
    expect(existsSync(join(folder, file))).toBe(true);
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuite name="good/server"');
  expect(existsSync(join(folder, 'report.html'))).toBe(true);
  expect(await leftovers(results)).toEqual([]);
});

test('an image that is not there ends with 3, and says so', async () => {
  const { exitCode, stdout } = await check(['--client', 'socketbed-no-such-image', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'IMAGE_UNAVAILABLE' } });
  expect(exitCode).toBe(3);
});
