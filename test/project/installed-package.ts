// The package as somebody else has it: packed by `npm pack`, installed by npm into a project elsewhere.
//
//   a copy of the checkout  --npm pack-->  socketbed-x.tgz  --npm install-->  project/node_modules/socketbed

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type ChildResult, mustRun, runChild } from '../../src/testbed/engine/child.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { cleanEnvironment } from '../report/vitest-project.ts';

export interface InstalledPackage {
  /** What was packed: a copy, for others use the checkout meanwhile. */
  readonly checkout: string;
  readonly tarball: string;
  /** With the package in its node_modules, and no other package asked for. */
  readonly project: string;
}

/** Everything that it makes is in `directory`. */
export async function installPackage(directory: string): Promise<InstalledPackage> {
  const checkout = join(directory, 'checkout');
  const project = join(directory, 'project');
  copyCheckout(checkout);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "somebody-elses", "type": "module" }\n');
  const packed = await npm(checkout, 'pack', '--silent', '--pack-destination', directory);
  const tarball = join(directory, packed.stdout.trim().split('\n').at(-1) ?? '');
  await npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball);
  return { checkout, tarball, project };
}

function copyCheckout(to: string): void {
  const leftOut = /(^|\/)(node_modules|results|dist|\.git)$/;
  cpSync(projectDirectory, to, {
    recursive: true,
    filter: (path) => !leftOut.test(relative(projectDirectory, path)),
  });
  symlinkSync(join(projectDirectory, 'node_modules'), join(to, 'node_modules'));
}

function npm(cwd: string, ...args: readonly string[]): Promise<ChildResult> {
  const what = `npm ${args[0]} failed`;
  return mustRun('npm', args, { code: 'TOOL_MISSING', what, cwd, env: outsideEnvironment() });
}

/** An environment that knows neither of this run nor of the npm that started it. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_(lifecycle|package|config_local_prefix)|TESTCONTAINERS_|NODE_ENV$|VITEST$)/;
  const env = cleanEnvironment({ NO_COLOR: '1', CI: '' });
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

/** Writes a file of the project. */
export function writeProjectFile({ project }: InstalledPackage, path: string, content: string): string {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), content);
  return join(project, path);
}

/** Runs Node in the project. */
export function node({ project }: InstalledPackage, ...args: readonly string[]): Promise<ChildResult> {
  return runChild(process.execPath, args, { cwd: project, env: outsideEnvironment() });
}

/** `npx NAME ARGS` in the project. */
export function npx({ project }: InstalledPackage, ...args: readonly string[]): Promise<ChildResult> {
  return runChild('npx', ['--no-install', ...args], { cwd: project, env: outsideEnvironment() });
}

export const readProjectFile = ({ project }: InstalledPackage, path: string): string =>
  readFileSync(join(project, path), 'utf8');
