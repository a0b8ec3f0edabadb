// The launcher ./socketbed in a directory of its own, with a `node` and an `npm` that only write down what they are
// asked: which Node is chosen, what is fetched and installed and when, and what reaches stdout.

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runChild } from '../../src/testbed/engine/child.ts';
import { findProgram } from '../../src/testbed/engine/distribution.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const tools = [
  'sh',
  'cat',
  'dirname',
  'env',
  'find',
  'flock',
  'id',
  'mkdir',
  'readlink',
  'rm',
  'sleep',
  'tail',
];

class Place {
  readonly root = temporaryDirectory();
  readonly project = join(this.root, 'project');
  readonly cache = join(this.root, 'cache');
  readonly bin = join(this.root, 'bin');
  readonly calls = join(this.root, 'npm-calls');

  constructor() {
    for (const directory of [this.project, this.bin]) mkdirSync(directory);
    copyFileSync(join(projectDirectory, 'socketbed'), join(this.project, 'socketbed'));
    writeFileSync(join(this.project, 'package-lock.json'), '{}');
    writeFileSync(this.calls, '');
    for (const tool of tools) {
      const path = findProgram(tool);
      if (path !== undefined) symlinkSync(path, join(this.bin, tool));
    }
  }

  /** A node of this version: it prints its version, or which node on PATH it is and what it was given. */
  addNode(version: string): this {
    writeProgram(join(this.bin, 'node'), nodeScript(version));
    return this;
  }

  /** An npm that makes what the real one would: a node of `version`, a node_modules with its stamp. */
  addNpm({ version = 'v24.21.0', exitCode = 0 } = {}): this {
    const node = join(this.root, 'fetched-node');
    writeProgram(node, nodeScript(version));
    const copy = `mkdir -p "$3/node_modules/node/bin" && cat ${node} >"$3/node_modules/node/bin/node"`;
    writeProgram(
      join(this.bin, 'npm'),
      `echo "$*" >>${this.calls}
echo "npm's chatter"; echo 'npm warn chatter' >&2
[ ${exitCode} = 0 ] || exit ${exitCode}
case $1 in
  install) ${copy}; chmod=1; ${findProgram('chmod')} +x "$3/node_modules/node/bin/node" ;;
  ci) mkdir -p node_modules && : >node_modules/.package-lock.json ;;
esac`,
    );
    return this;
  }

  addPackages(): this {
    mkdirSync(join(this.project, 'node_modules'));
    writeFileSync(join(this.project, 'node_modules/.package-lock.json'), '{}');
    return this;
  }

  npmCalls(): string[] {
    return readFileSync(this.calls, 'utf8').trim().split('\n').filter(Boolean);
  }

  run(args: readonly string[] = [], { launcher = join(this.project, 'socketbed'), cwd = this.root } = {}) {
    return runChild(launcher, args, {
      cwd,
      env: { PATH: this.bin, HOME: this.root, SOCKETBED_CACHE: this.cache },
    });
  }
}

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

const nodeScript = (version: string) =>
  `[ "$1" = --version ] && { echo ${version}; exit; }\necho "${version} $(command -v node) $PWD $*"`;

function writeProgram(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe('Node', () => {
  test.each(['v24.20.0', 'v24.21.0', 'v25.0.0', 'v100.1.0'])(
    '%s on PATH is used as it is',
    async (version) => {
      const place = new Place().addNode(version).addNpm().addPackages();
      const { exitCode, stdout, stderr } = await place.run(['up', '--clients', '4']);
      const expected = `${version} ${place.bin}/node ${place.root} ${place.project}/src/cli/main.ts up --clients 4\n`;
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: expected, stderr: '' });
      expect(place.npmCalls()).toEqual([]);
    },
  );

  test.each(['v24.19.9', 'v20.20.2', 'v8.0.0', 'nonsense'])(
    '%s is too old: one is fetched',
    async (version) => {
      const place = new Place().addNode(version).addNpm().addPackages();
      const { stdout, stderr, exitCode } = await place.run(['list']);
      const fetched = join(place.cache, 'node-24.21/node_modules/node/bin/node');
      expect(stdout).toBe(`v24.21.0 ${fetched} ${place.root} ${place.project}/src/cli/main.ts list\n`);
      expect(stderr).toMatch(/^socketbed: .*24\.20.*fetching Node 24\.21/);
      expect(exitCode).toBe(0);
      expect(place.npmCalls()).toEqual([expect.stringMatching(/^install .*node@24\.21$/)]);
    },
  );

  test('is fetched once', async () => {
    const place = new Place().addNode('v20.20.2').addNpm().addPackages();
    await place.run();
    const { stderr } = await place.run();
    expect(stderr).toBe('');
    expect(place.npmCalls()).toHaveLength(1);
  });

  test.each([
    ['flock', () => {}],
    [
      'a directory, where there is no flock',
      (place: Place) => rmSync(join(place.bin, 'flock'), { force: true }),
    ],
    [
      'a directory that a dead launcher has left',
      (place: Place) => {
        rmSync(join(place.bin, 'flock'), { force: true });
        mkdirSync(join(place.cache, 'launcher.lock.d'), { recursive: true });
        writeFileSync(join(place.cache, 'launcher.lock.d/pid'), String(deadPid()));
      },
    ],
  ])('is fetched once by two launchers at once, by %s', async (_name, prepare) => {
    const place = new Place().addNode('v20.20.2').addNpm();
    prepare(place);
    const results = await Promise.all([place.run(['a']), place.run(['b'])]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(place.npmCalls().map((call) => call.split(' ')[0])).toEqual(['install', 'ci']);
    expect(existsSync(join(place.cache, 'launcher.lock.d'))).toBe(false);
  });

  test('that npm brought and that does not run is refused', async () => {
    const place = new Place().addNode('v20.20.2').addNpm({ version: 'v18.0.0' }).addPackages();
    const { exitCode, stdout, stderr } = await place.run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('does not run here');
  });

  test('without npm and without a way to get it, the advice says what to install', async () => {
    const place = new Place().addPackages();
    const { exitCode, stdout, stderr } = await place.run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/error: .*Install Node 24\.20 or newer/);
  });
});

describe('the packages', () => {
  test('are installed when they are missing, and then no more', async () => {
    const place = new Place().addNode('v24.21.0').addNpm();
    const first = await place.run(['list', '--json']);
    expect(first.stdout).toBe(
      `v24.21.0 ${place.bin}/node ${place.root} ${place.project}/src/cli/main.ts list --json\n`,
    );
    expect(first.stderr).toMatch(/^socketbed: installing the npm packages.*\n$/);
    expect((await place.run()).stderr).toBe('');
    expect(place.npmCalls()).toEqual([expect.stringMatching(/^ci /)]);
  });

  test('are installed again when the lock file has changed since', async () => {
    const place = new Place().addNode('v24.21.0').addNpm().addPackages();
    const later = new Date(Date.now() + 60_000);
    appendFileSync(join(place.project, 'package-lock.json'), '\n');
    utimesSync(join(place.project, 'package-lock.json'), later, later);
    await place.run();
    expect(place.npmCalls()).toEqual([expect.stringMatching(/^ci /)]);
  });

  test('that an interrupted install left half-way are installed again', async () => {
    const place = new Place().addNode('v24.21.0').addNpm().addPackages();
    rmSync(join(place.project, 'node_modules/.package-lock.json'));
    await place.run();
    expect(place.npmCalls()).toHaveLength(1);
  });

  test("that cannot be installed end with 3 and the log's tail, and nothing is run", async () => {
    const place = new Place().addNode('v24.21.0').addNpm({ exitCode: 1 });
    const { exitCode, stdout, stderr } = await place.run();
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('npm warn chatter');
    expect(stderr).toContain(join(place.cache, 'logs/npm-ci.log'));
    expect(existsSync(join(place.project, 'node_modules'))).toBe(false);
  });
});

describe('from elsewhere', () => {
  test('a chain of symbolic links finds the project; arguments and the working directory stay', async () => {
    const place = new Place().addNode('v24.21.0').addPackages();
    const far = join(place.root, 'far away');
    mkdirSync(far);
    symlinkSync('../project/socketbed', join(far, 'relative'));
    symlinkSync(join(far, 'relative'), join(place.root, 'sb'));
    const { stdout } = await place.run(['run', 'a b'], { launcher: join(place.root, 'sb'), cwd: far });
    expect(stdout).toBe(`v24.21.0 ${place.bin}/node ${far} ${place.project}/src/cli/main.ts run a b\n`);
  });
});
