// What `npm pack` makes, as somebody else has it: installed by npm into a project elsewhere. One package for all of these.

import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCatalogue } from '../../src/cli/catalogue.ts';
import type { Results } from '../../src/evidence/results.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import {
  type InstalledPackage,
  installPackage,
  node,
  npx,
  readProjectFile,
  writeProjectFile,
} from './installed-package.ts';
import { echo, imageId, ownScenario, typedScenario, typedServer, vitestConfig } from './package-samples.ts';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'socketbed-package-')));
let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage(directory);
}, 600_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');
const packageFiles = (): string[] =>
  readdirSync(join(installed.project, 'node_modules/socketbed'), {
    recursive: true,
    encoding: 'utf8',
  }).sort();
const results = (): Results => JSON.parse(readProjectFile(installed, 'results/latest/results.json'));

describe('the tarball', () => {
  test('has an exports map in which publint finds nothing to better', async () => {
    const { buffer } = new Uint8Array(readFileSync(installed.tarball));
    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  test('has types that are right in every way of resolving that knows ES modules', async () => {
    const checked = await checkPackage(createPackageFromTarballData(readFileSync(installed.tarball)));
    if (checked.types === false) throw new Error('it has no types');
    const { exports } = JSON.parse(read(projectDirectory, 'package.json'));
    expect(Object.keys(checked.entrypoints)).toEqual([...Object.keys(exports), './package.json']);
    // What attw's profile esm-only leaves out: the resolution of before `exports`, and require().
    const ways = ['node16-esm', 'bundler'] as const;
    const found = Object.values(checked.entrypoints).flatMap(({ resolutions }) =>
      ways.flatMap((way) => resolutions[way].visibleProblems ?? []),
    );
    expect(found.map((index) => checked.problems[index])).toEqual([]);
  });

  test('holds what runs and what the images are built from, and nothing else', () => {
    const files = packageFiles();
    expect(new Set(files.map((path) => path.split('/')[0]))).toEqual(
      new Set([
        ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'Dockerfile', '.dockerignore'],
        ...['docker-compose.yml', 'dist', 'implementations', 'scenarios', 'schemas', 'services', 'src'],
      ]),
    );
    expect(files.filter((path) => /node_modules|\.test\.|\.(pcap|png|log)$/.test(path))).toEqual([]);
    expect(files.filter((path) => /^dist\/.*(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  test("leaves the checkout's own package.json as it was", () => {
    expect(read(installed.checkout, 'package.json')).toBe(read(projectDirectory, 'package.json'));
    const {
      private: isPrivate,
      scripts,
      devDependencies,
    } = JSON.parse(readProjectFile(installed, 'node_modules/socketbed/package.json'));
    expect([isPrivate, scripts, devDependencies]).toEqual([undefined, undefined, undefined]);
  });
});

describe('the library', () => {
  test.each([
    ['server library', typedServer],
    ['testbed', typedScenario],
  ])('the %s is typed for a program that asks for no types by name', async (_, program) => {
    const path = writeProjectFile(installed, 'typed.ts', program);
    const tsc = join(projectDirectory, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'esnext'];
    const compiled = await node(installed, tsc, ...options, '--module', 'nodenext', path);
    expect(compiled.output).toBe('');
  });

  test('serves in a plain Node, in threads and children too', async () => {
    const path = writeProjectFile(installed, 'echo.js', echo);
    expect((await node(installed, path)).output).toBe('hello\nhello\nhello\n');
  });
});

describe('the command line', () => {
  test('explains an error, and names the command as it is called here', async () => {
    const { stdout, exitCode } = await npx(installed, 'socketbed', 'explain', '10061');
    expect(stdout).toMatch(/^ECONNREFUSED /);
    expect(stdout).toContain('$ npx socketbed reproduce ECONNREFUSED');
    expect(stdout).not.toContain('./socketbed');
    expect(exitCode).toBe(0);
  });

  test('lists the whole catalogue', async () => {
    const { stdout } = await npx(installed, 'socketbed', 'list', '--json');
    const { scenarios } = JSON.parse(stdout);
    expect(scenarios).toEqual(readCatalogue(installed.checkout));
  });

  test('has no command for tests that it does not carry', async () => {
    const { stderr, exitCode } = await npx(installed, 'socketbed', 'test');
    expect(stderr).toContain("unknown command 'test'");
    expect(exitCode).toBe(2);
  });

  test('says to an older Node what it needs', async () => {
    const older = "Object.defineProperty(process, 'versions', { value: { node: '24.19.0' } })";
    const bin = 'node_modules/socketbed/dist/src/cli/bin.js';
    const { stderr, exitCode } = await node(
      installed,
      '--import',
      `data:text/javascript,${older}`,
      bin,
      'list',
    );
    expect(stderr).toMatch(/^error: Node 24\.20 or newer is needed, and this is Node 24\.19\.0\n/);
    expect(exitCode).toBe(3);
  });
});

describe('with an engine', () => {
  test('it builds the image that the checkout builds', async () => {
    const own = await node(installed, '--input-type=module', '--eval', imageId('socketbed'));
    const path = join(installed.checkout, 'src/index.ts');
    const theirs = await node(installed, '--input-type=module', '--eval', imageId(path));
    expect(own.output).toMatch(/^sha256:/);
    expect(own.output).toBe(theirs.output);
  });

  test("a scenario of somebody's own runs in their vitest", async () => {
    writeProjectFile(installed, 'vitest.config.ts', vitestConfig);
    writeProjectFile(installed, 'test/firewall.test.ts', ownScenario);
    const ran = await npx(installed, 'vitest', 'run');
    expect(ran.exitCode, ran.output).toBe(0);
    const [scenario] = results().scenarios;
    expect(scenario).toMatchObject({ id: 'test/firewall', verdict: 'passed' });
    expect(scenario?.acts.map(({ act }) => act)).toEqual(['control', 'fault', 'lifted']);
  });

  test('a scenario of the catalogue runs, and leaves its results here and nothing in the package', async () => {
    const before = packageFiles();
    const ran = await npx(installed, 'socketbed', 'run', 'tcp/refused/closed-port');
    expect(ran.exitCode, ran.output).toBe(0);
    const [scenario] = results().scenarios;
    expect(scenario).toMatchObject({ id: 'tcp/refused/closed-port', verdict: 'passed' });
    expect(scenario?.rerun).toMatch(/^npx socketbed run tcp\/refused\/closed-port --seed \d+$/);
    expect(readProjectFile(installed, 'results/latest/report.html')).toContain('npx socketbed reproduce');
    expect(packageFiles()).toEqual(before);
  });
});
