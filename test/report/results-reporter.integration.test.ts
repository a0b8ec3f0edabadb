// The reporter in a real vitest: verdicts, and the document that is there at every moment, whatever ends the run.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ActResult } from '../../src/evidence/results.ts';
import { until } from '../support/until.ts';
import { config, isAlive, reporterPath, VitestProject, waitingScenario } from './vitest-project.ts';

const act: ActResult = {
  act: 'control',
  atMs: 1,
  durationMs: 2,
  outcome: { kind: 'reply', text: 'HELLO', bytes: 5, atMs: 1, durationMs: 1.2 },
  expected: 'reply',
  wire: null,
  checks: [],
  injections: [],
};
const acts: ActResult[] = [
  act,
  {
    ...act,
    act: 'fault',
    outcome: { kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect', atMs: 3, durationMs: 0.42 },
    expected: 'refused (ECONNREFUSED connect)',
  },
  { ...act, act: 'lifted' },
];

/** A test that leaves acts, as the fixtures do. */
const recording = (name: string, left: readonly ActResult[]): string =>
  `test('${name}', ({ task }) => {
    const file = process.env.SOCKETBED_RUN_FOLDER + '/${name}/log';
    task.meta.scenario = { acts: ${JSON.stringify(left)}, files: [file, process.env.SOCKETBED_RUN_FOLDER + '/capture'] };
  });\n`;

const scenarios = {
  passes: "// Does it pass?\ntest('one', () => {});",
  acts: recording('one', acts.slice(0, 1)) + recording('two', acts.slice(1)),
  lastAct: recording('one', acts.slice(0, 1)),
  expectsToFail: "test.fails('one', () => expect(1).toBe(2));",
  passesAgain: "let times = 0; test('one', { retry: 1 }, () => expect((times += 1)).toBe(2));",
  fails: "test('one', () => expect({ kind: 'reset' }).toEqual({ kind: 'refused' }));",
  failsInOne:
    "test('one', () => {}); describe('it', () => test('two', () => { throw new TypeError('no such thing'); }));",
  failsBefore:
    "describe('it', () => { beforeAll(() => { throw new Error('no bed'); }); test('one', () => {}); });",
  breaks: "import './nowhere.ts';",
  isEmpty: '',
  rejects: "test('one', () => { Promise.reject(new Error('nobody waits for this')); });",
  skips: "test('one', () => {}); test('two', (context) => context.skip('the kernel has no netem'));",
  skipsSilently: "test('one', () => {}); test.skip('two', () => {});",
  crashes: "test('one', () => process.kill(process.pid, 'SIGKILL'));",
};

describe('in a run that comes to its end', () => {
  test('each scenario has its verdict and cause', { timeout: 60_000 }, async () => {
    const files = Object.entries(scenarios).map(([id, content]) => [`scenarios/${id}.scenario.ts`, content]);
    const project = new VitestProject(Object.fromEntries(files));
    await project.start().exit;

    const seen = project.scenarios();
    const verdicts = Object.entries(seen).map(([id, { verdict, cause }]) => [id, [verdict, cause]]);
    expect(Object.fromEntries(verdicts)).toEqual({
      passes: ['passed', ''],
      acts: ['passed', 'refused (ECONNREFUSED connect) after 0.4 ms'],
      lastAct: ['passed', 'reply "HELLO" after 1.2 ms'],
      expectsToFail: ['passed', ''],
      passesAgain: ['passed', ''],
      fails: ['failed', "expected { kind: 'reset' } to deeply equal { kind: 'refused' }"],
      failsInOne: ['failed', 'it > two: TypeError: no such thing'],
      failsBefore: ['failed', 'no bed'],
      breaks: ['failed', expect.stringContaining('./nowhere.ts')],
      isEmpty: ['failed', expect.stringContaining('No test suite found')],
      rejects: ['failed', 'nobody waits for this'],
      skips: ['unsupported', 'the kernel has no netem'],
      skipsSilently: ['unknown', '1 of 2 tests skipped without a reason'],
      crashes: ['unknown', 'the run ended before it did'],
    });
    expect(seen.passes).toMatchObject({ question: 'Does it pass?', acts: [], failures: [], files: [] });
    expect(seen.fails?.failures).toEqual([
      expect.stringContaining('-   "kind": "refused",\n+   "kind": "reset",'),
    ]);
    expect(seen.acts).toMatchObject({ acts, expected: 'refused (ECONNREFUSED connect)' });
    expect(seen.acts?.files).toEqual(['one/log', 'capture', 'two/log']);
    expect(project.results().run.state).toBe('ended');
  });

  test('the run is described, with what its caller knows of it', async () => {
    const project = new VitestProject({ 'scenarios/tcp/one.scenario.ts': "test('one', () => {});" });
    const env = {
      SOCKETBED_RUN_ID: 'abcd1234',
      SOCKETBED_SEED: "it's 7",
      SOCKETBED_RUN_FACTS: '{"engine":"26.1.5","kernel":"6.18.44"}',
    };
    expect(await project.start({ env }).exit).toBe(0);
    const { version, run } = project.results('abcd1234');
    expect({ version, run }).toEqual({
      version: 1,
      run: {
        id: 'abcd1234',
        seed: "it's 7",
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        durationMs: expect.any(Number),
        state: 'ended',
        versions: {
          socketbed: expect.stringMatching(/^\d+\.\d+\.\d+/),
          node: process.versions.node,
          engine: '26.1.5',
          kernel: '6.18.44',
        },
        host: {
          platform: process.platform,
          arch: process.arch,
          cpus: expect.any(Number),
          memoryBytes: expect.any(Number),
        },
      },
    });
    expect(project.scenarios('abcd1234')['tcp/one']?.rerun).toBe(
      "./socketbed run tcp/one --seed 'it'\\''s 7'",
    );
    expect(project.entries()).toEqual(['abcd1234', 'latest -> abcd1234']);
    expect(project.entries('results/abcd1234')).toEqual(['results.json']);
  });

  test('a run without a caller makes its own id and seed, and its tests know them', async () => {
    const project = new VitestProject({
      'scenarios/one.scenario.ts': `test('one', () => {
        const { SOCKETBED_RUN_ID: id, SOCKETBED_SEED: seed, SOCKETBED_RUN_FOLDER: folder } = process.env;
        throw new Error(JSON.stringify({ id, seed, folder }));
      });`,
    });
    await project.start().exit;
    const { id, seed, versions } = project.results().run;
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(seed).toMatch(/^\d+$/);
    expect(Object.keys(versions)).toEqual(['socketbed', 'node']);
    expect(JSON.parse(project.scenarios().one?.cause ?? '')).toEqual({
      id,
      seed,
      folder: join(project.root, 'results', id),
    });
  });
});

describe('which test files are scenarios', () => {
  const one = "test('one', () => {});";

  test('those of scenarios/, where there is one; a run of others leaves nothing', async () => {
    const project = new VitestProject({ 'scenarios/a.scenario.ts': one, 'test/b.test.ts': one });
    await project.start({ args: ['test/b'] }).exit;
    expect(project.has('results')).toBe(false);
    await project.start().exit;
    expect(Object.keys(project.scenarios())).toEqual(['a']);
  });

  test('all, in a project without that folder', async () => {
    const project = new VitestProject({ 'test/reconnect.test.ts': one });
    await project.start({ env: { SOCKETBED_SEED: '7' } }).exit;
    expect(project.scenarios()).toMatchObject({
      'test/reconnect': { rerun: 'SOCKETBED_SEED=7 npx vitest run test/reconnect.test.ts' },
    });
  });

  test('those that the options name, with results where they say', async () => {
    const project = new VitestProject({ 'net/a.test.ts': one, 'unit/b.test.ts': one });
    const options = { include: ['net/**'], directory: 'kept', engine: { engine: '24.0.0' } };
    const reporters = JSON.stringify([[reporterPath, options]]);
    project.write(
      'vitest.config.js',
      config().replace(/"reporters":\[[^\]]*\]/, () => `"reporters":${reporters}`),
    );
    await project.start().exit;
    const kept = JSON.parse(readFileSync(join(project.root, 'kept/latest/results.json'), 'utf8'));
    expect(kept).toMatchObject({ run: { versions: { engine: '24.0.0' } }, scenarios: [{ id: 'net/a' }] });
    expect(kept.scenarios).toHaveLength(1);
  });
});

describe('while a run goes on', () => {
  const files = {
    'scenarios/waits.scenario.ts': waitingScenario,
    'scenarios/passes.scenario.ts': "test('one', () => {});",
  };

  test('its document is whole, and is replaced, never changed', async () => {
    const project = new VitestProject(files);
    const run = project.start();
    await until('the waiting scenario has begun', () => project.scenarios().waits !== undefined);
    const descriptor = openSync(join(project.root, 'results/latest/results.json'), 'r');
    expect(project.scenarios().waits).toMatchObject({
      question: 'Does it end?',
      verdict: 'unknown',
      cause: 'the run ended before it did',
    });
    expect(project.results().run.state).toBe('running');
    await until('the other has passed', () => project.scenarios().passes?.verdict === 'passed');
    project.open();
    await until('the run has ended', () => project.results().run.state === 'ended');
    expect(await run.exit).toBe(0);
    expect(project.scenarios().waits?.verdict).toBe('passed');

    const early = Buffer.alloc(fstatSync(descriptor).size);
    readSync(descriptor, early);
    closeSync(descriptor);
    expect(JSON.parse(early.toString()).run.state).toBe('running');
  });

  test('a kill leaves what was known', async () => {
    const project = new VitestProject(files);
    const run = project.start();
    await until('one has passed and one waits', () => {
      return project.scenarios().passes?.verdict === 'passed' && project.pids().length > 0;
    });
    run.child.kill('SIGKILL');
    await run.exit;
    expect(project.scenarios()).toMatchObject({
      passes: { verdict: 'passed' },
      waits: { verdict: 'unknown', cause: 'the run ended before it did' },
    });
    expect(project.results().run.state).toBe('running');
  });

  test('another one keeps to itself, and the later is the latest', async () => {
    const project = new VitestProject(files);
    const first = project.start({ env: { SOCKETBED_RUN_ID: 'first' } });
    await until('the first waits', () => project.scenarios('first').waits !== undefined);
    expect(project.entries()).toContain('latest -> first');
    const second = project.start({ env: { SOCKETBED_RUN_ID: 'second' } });
    await until('the second waits', () => project.scenarios('second').waits !== undefined);
    project.open();
    await Promise.all([first.exit, second.exit]);
    expect(project.entries()).toEqual(['first', 'latest -> second', 'second']);
    for (const id of ['first', 'second']) {
      expect(project.results(id).run).toMatchObject({ id, state: 'ended' });
      expect(Object.keys(project.scenarios(id)).sort()).toEqual(['passes', 'waits']);
    }
  });
});

describe('a caller that asks for events', () => {
  test('gets a line when a scenario begins and when it ends, as the document has it', async () => {
    const project = new VitestProject({
      'scenarios/passes.scenario.ts': "// Does it pass?\ntest('one', () => {});",
      // More than a pipe holds.
      'scenarios/fails.scenario.ts': "test('one', () => { throw new Error('ä'.repeat(200_000)); });",
    });
    const run = project.start({ withEvents: true });
    const events = await run.events();
    for (const [id, scenario] of Object.entries(project.scenarios())) {
      const { question } = scenario;
      const own = events.filter((each) => (each.event === 'began' ? each.id : each.scenario.id) === id);
      expect(own).toEqual([
        { event: 'began', id, question },
        { event: 'ended', scenario },
      ]);
    }
    expect(events).toHaveLength(4);
  });

  test('and closes them has its document all the same', async () => {
    const project = new VitestProject({ 'scenarios/waits.scenario.ts': waitingScenario });
    const run = project.start({ withEvents: true });
    await until('it waits', () => project.pids().length > 0);
    run.child.stdio[3]?.destroy();
    project.open();
    expect(await run.exit).toBe(0);
    expect(await run.output).not.toMatch(/EPIPE|Unhandled|\n\s+at /);
    expect(project.scenarios().waits?.verdict).toBe('passed');
  });

  test('and is gone ends the run, with its workers', async () => {
    const project = new VitestProject({ 'scenarios/waits.scenario.ts': waitingScenario });
    const run = project.start({ withEvents: true });
    await until('it waits', () => project.pids().length > 0);
    run.child.stdin?.end();
    await run.exit;
    await until('no process is left', () => !project.pids().some(isAlive));
    expect(project.scenarios().waits?.verdict).toBe('unknown');
  });

  test('is what it takes: without one, the end of stdin means nothing', async () => {
    const project = new VitestProject({ 'scenarios/waits.scenario.ts': waitingScenario });
    const run = project.start();
    run.child.stdin?.end();
    await until('it waits', () => project.pids().length > 0);
    project.open();
    expect(await run.exit).toBe(0);
  });

  test('may leave stdin out', async () => {
    const project = new VitestProject({ 'scenarios/one.scenario.ts': "test('one', () => {});" });
    expect(await project.start({ withEvents: true, stdin: 'ignore' }).exit).toBe(0);
  });

  test('is not asked for by what a scenario starts', async () => {
    const project = new VitestProject({
      'scenarios/one.scenario.ts':
        "test('one', () => expect(process.env.SOCKETBED_EVENTS_FD).toBeUndefined());",
    });
    expect(await project.start({ withEvents: true }).exit).toBe(0);
  });
});
