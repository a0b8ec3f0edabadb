// `socketbed run` but for the engine: showRun as a process on throw-away scenarios. What it prints, its exit code, and
// how it and its vitest end when somebody stops them.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { projectDirectory } from '../../src/testbed/project.ts';
import {
  cleanEnvironment,
  config,
  exitOf,
  isAlive,
  VitestProject,
  waitingScenario,
} from '../report/vitest-project.ts';
import { until } from '../support/until.ts';

const main = `
import { readCatalogue } from '${projectDirectory}/src/cli/catalogue.ts';
import { asSocketbedError, printFailure } from '${projectDirectory}/src/cli/failure.ts';
import { showRun } from '${projectDirectory}/src/cli/show-run.ts';

const root = process.cwd();
const json = process.argv.includes('--json');
try {
  const env = { ...process.env, SOCKETBED_SEED: '7' };
  process.exitCode = await showRun({ root, scenarios: readCatalogue(root), env, json });
} catch (thrown) {
  const error = asSocketbedError(thrown);
  if (error === undefined) throw thrown;
  printFailure(error, { json, verbose: false });
  process.exitCode = error.exitCode;
}
`;

const passes = "// Does it pass?\ntest('one', () => {});";
const fails = "test('one', () => expect({ kind: 'reset' }).toEqual({ kind: 'refused' }));";
const skips = "test('one', (context) => context.skip('the kernel has no netem'));";

function runIn(project: VitestProject, ...args: string[]) {
  project.write('main.ts', main);
  const child = spawn(process.execPath, [join(project.root, 'main.ts'), ...args], {
    cwd: project.root,
    // A run in CI says a little more.
    env: cleanEnvironment({ NO_COLOR: '1', CI: '' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  return { child, stdout, stderr, exit: exitOf(child) };
}

const catalogue = (files: Record<string, string>) =>
  new VitestProject(
    Object.fromEntries(
      Object.entries(files).map(([id, content]) => [`scenarios/${id}.scenario.ts`, content]),
    ),
  );

describe('prints', () => {
  test('a block per scenario, totals and where the results are', async () => {
    const project = catalogue({ 'tcp/passes': passes, fails, skips });
    const run = runIn(project);
    expect(await run.exit).toBe(1);
    const said = await run.stdout;
    const { id } = project.results().run;
    expect(said).toMatch(/^seed 7\n/);
    expect(said).toMatch(/^✔ passed {2}tcp\/passes {2}\d+\.\d s\n {4}Does it pass\?$/m);
    expect(said).toMatch(/^- unsupported {2}skips {2}.*\n {4}the kernel has no netem$/m);
    expect(said).toMatch(
      /^✖ failed {2}fails {2}.*\n {6}expected .*\n(.*\n)+ {4}again {2}\.\/socketbed run fails --seed 7$/m,
    );
    expect(said).toMatch(
      new RegExp(
        `\\n\\n1 passed, 1 failed, 1 unsupported, 0 unknown in \\S+ s\nresults  results/${id}/results.json\n` +
          `report   results/${id}/report.html\npage     results/${id}/report.html#/scenario/fails\n$`,
      ),
    );
    expect(said.match(/^\S (passed|failed|unsupported|unknown) /gm)).toHaveLength(3);
    expect(await run.stderr).toBe('');
  });

  test('with --json exactly the document', async () => {
    const project = catalogue({ 'tcp/passes': passes, fails });
    const run = runIn(project, '--json');
    expect(await run.exit).toBe(1);
    expect(await run.stdout).toBe(`${JSON.stringify(project.results(), undefined, 2)}\n`);
    expect(project.results()).toMatchObject({ run: { seed: '7', state: 'ended' } });
    expect(await run.stderr).toBe('');
  });
});

describe('ends with', () => {
  test('0 when all passed or are unsupported', async () => {
    expect(await runIn(catalogue({ passes, skips })).exit).toBe(0);
  });

  test('1 when the evidence of one is missing, and shows it', async () => {
    const run = runIn(
      catalogue({ passes, crashes: "test('one', () => process.kill(process.pid, 'SIGKILL'));" }),
    );
    expect(await run.exit).toBe(1);
    expect(await run.stdout).toMatch(/^\? unknown {2}crashes .*\n {4}the run ended before it did$/m);
    expect(await run.stdout).toContain('1 passed, 0 failed, 0 unsupported, 1 unknown in');
  });

  test('1 when a set-up failed and nothing ran, and what vitest said', async () => {
    const project = catalogue({ passes });
    project.write('vitest.config.js', config({ globalSetup: ['./set-up.js'] }));
    project.write('set-up.js', "export default () => { throw new Error('no engine here'); };");
    const run = runIn(project);
    expect(await run.exit).toBe(1);
    expect(await run.stdout).toContain(', 1 not run in ');
    expect(await run.stderr).toMatch(
      /error \[RUN_INCOMPLETE\]: 1 of 1 scenarios did not run.*no engine here/s,
    );

    const asJson = runIn(project, '--json');
    expect(await asJson.exit).toBe(1);
    expect(JSON.parse(await asJson.stdout)).toMatchObject({ version: 1, scenarios: [] });
    expect(await asJson.stderr).toContain('1 of 1 scenarios did not run');
  });

  test('1 when only the tear-down failed', async () => {
    const project = catalogue({ passes });
    project.write('vitest.config.js', config({ globalSetup: ['./set-up.js'] }));
    project.write('set-up.js', "export default () => () => { throw new Error('containers were left'); };");
    const run = runIn(project);
    expect(await run.exit).toBe(1);
    expect(await run.stderr).toContain('containers were left');
  });

  test('1 and an error as the document when vitest did not come to write one', async () => {
    const project = catalogue({ passes });
    project.write('vitest.config.js', 'this is no configuration');
    const run = runIn(project, '--json');
    expect(await run.exit).toBe(1);
    expect(JSON.parse(await run.stdout)).toMatchObject({ error: { code: 'RUN_INCOMPLETE' } });
  });
});

describe('stopped', () => {
  // One after the other, as the catalogue runs, so that two are still to come.
  const oneByOne = () => {
    const project = catalogue({ a: waitingScenario, b: waitingScenario, c: waitingScenario });
    project.write('vitest.config.js', config({ fileParallelism: false, isolate: false, pool: 'threads' }));
    return project;
  };

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s it stops vitest, tells what it has, and ends with %i', async (signal, exitCode) => {
    const project = oneByOne();
    const run = runIn(project);
    await until('one waits', () => project.pids().length > 0);
    run.child.kill(signal);
    expect(await run.exit).toBe(exitCode);
    expect(await run.stdout).toContain('0 passed, 0 failed, 0 unsupported, 1 unknown, 2 not run in');
    expect(await run.stderr).toBe('');
    expect(project.results()).toMatchObject({
      run: { state: 'running' },
      scenarios: [{ verdict: 'unknown' }],
    });
    await until('no process is left', () => !project.pids().some(isAlive));
  });

  test('by Ctrl-C with --json it still prints one document', async () => {
    const project = oneByOne();
    const run = runIn(project, '--json');
    await until('one waits', () => project.pids().length > 0);
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(130);
    expect(JSON.parse(await run.stdout)).toEqual(project.results());
  });

  test('twice it ends at once, also when vitest is stuck', async () => {
    const project = catalogue({ passes });
    project.write('vitest.config.js', config({ globalSetup: ['./set-up.js'] }));
    // Vitest's own process blocks here, and hears no signal.
    project.write(
      'set-up.js',
      `import { writeFileSync } from 'node:fs';
      export default () => {
        writeFileSync('pids', String(process.pid));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
      };`,
    );
    const run = runIn(project);
    await until('vitest is stuck', () => project.pids().length > 0);
    // Two of a kind that come together would count as one; which of these comes first is the kernel's to say.
    run.child.kill('SIGINT');
    run.child.kill('SIGTERM');
    expect([130, 143]).toContain(await run.exit);
    await until('vitest is gone', () => !project.pids().some(isAlive));
  });

  test('by kill -9 it takes vitest with it', async () => {
    const project = oneByOne();
    const run = runIn(project);
    await until('one waits', () => project.pids().length > 0);
    run.child.kill('SIGKILL');
    await run.exit;
    await until('no process is left', () => !project.pids().some(isAlive));
    expect(project.results()).toMatchObject({
      run: { state: 'running' },
      scenarios: [{ verdict: 'unknown' }],
    });
  });
});
