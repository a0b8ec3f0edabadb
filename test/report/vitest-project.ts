// A throw-away project with a few scenarios, and vitest with our reporter on it as a child process.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Results, ScenarioResult } from '../../src/evidence/results.ts';
import type { ScenarioEvent } from '../../src/report/scenario-events.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

export const reporterPath = join(projectDirectory, 'src/report/results-reporter.ts');
export const vitestPath = join(projectDirectory, 'node_modules/vitest/vitest.mjs');

/** A scenario that tells its process ids and then waits until `open` is called. */
export const waitingScenario = `// Does it end?
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

test('waits', { timeout: 60_000 }, async () => {
  writeFileSync('pids.draft', process.pid + ' ' + process.ppid);
  renameSync('pids.draft', 'pids');
  while (!existsSync('gate')) await setTimeout(2);
});
`;

export interface VitestOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Give it a descriptor for events. */
  readonly withEvents?: boolean;
  /** Default: a pipe, which stays open. */
  readonly stdin?: 'pipe' | 'ignore';
  readonly args?: readonly string[];
}

export interface VitestRun {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  readonly output: Promise<string>;
  /** All events, until it ends; asked for once, at the beginning. */
  events(): Promise<ScenarioEvent[]>;
}

/** The environment of a child that shall know nothing of the run that this test is part of. */
export function cleanEnvironment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !/^(SOCKETBED|VITEST)_/.test(name));
  return { ...Object.fromEntries(ours), ...env };
}

export class VitestProject {
  readonly root = temporaryDirectory();

  /** Paths from the root, with their content. */
  constructor(files: Readonly<Record<string, string>>) {
    this.write('vitest.config.js', config());
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  start({ env, withEvents = false, stdin = 'pipe', args = [] }: VitestOptions = {}): VitestRun {
    const child = spawn(process.execPath, [vitestPath, 'run', ...args], {
      cwd: this.root,
      env: cleanEnvironment({ ...env, ...(withEvents ? { SOCKETBED_EVENTS_FD: '3' } : {}) }),
      stdio: [stdin, 'pipe', 'pipe', withEvents ? 'pipe' : 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, exit: exitOf(child), output: outputOf(child), events: () => readEvents(child) };
  }

  open(): void {
    this.write('gate', '');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Of the waiting scenario: its own process and vitest's. */
  pids(): number[] {
    return this.has('pids') ? readFileSync(join(this.root, 'pids'), 'utf8').split(' ').map(Number) : [];
  }

  /** Throws when the document is not whole. */
  results(run = 'latest'): Results {
    return JSON.parse(readFileSync(join(this.root, 'results', run, 'results.json'), 'utf8'));
  }

  /** By id; empty while there is no document. */
  scenarios(run = 'latest'): Record<string, ScenarioResult> {
    if (!this.has(`results/${run}/results.json`)) return {};
    return Object.fromEntries(this.results(run).scenarios.map((scenario) => [scenario.id, scenario]));
  }

  /** Names in a folder of the results, and where the links lead. */
  entries(folder = 'results'): string[] {
    return readdirSync(join(this.root, folder), { withFileTypes: true })
      .map((entry) =>
        entry.isSymbolicLink()
          ? `${entry.name} -> ${readlinkSync(join(this.root, folder, entry.name))}`
          : entry.name,
      )
      .sort();
  }
}

/** One project named scenarios, as `socketbed run` asks for it. Two files at a time, whatever the machine has. */
export function config(scenarios: object = {}): string {
  const project = {
    name: 'scenarios',
    globals: true,
    include: ['**/*.scenario.ts', '**/*.test.ts'],
    ...scenarios,
  };
  const test = { projects: [{ test: project }], maxWorkers: 2, reporters: ['default', reporterPath] };
  return `export default ${JSON.stringify({ test })};\n`;
}

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', resolve));

async function outputOf({ stdout, stderr }: ChildProcess): Promise<string> {
  const streams = [stdout, stderr].filter((stream) => stream !== null);
  return (await Promise.all(streams.map((stream) => text(stream)))).join('');
}

async function readEvents(child: ChildProcess): Promise<ScenarioEvent[]> {
  const stream = child.stdio[3];
  if (!(stream instanceof Readable)) return [];
  const lines = (await text(stream)).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
