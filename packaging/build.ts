// `npm run build`: what an installed package runs, into dist/. A checkout needs none of it.
//
//   src/**/*.ts, and the services that it uses  --tsc-->   dist/src/**/*.js, dist/services/**/*.js
//   what package.json exports                   --tsc-->   .d.ts beside them
//   src/report/page                             --Vite-->  dist/src/report/page-shell.html
//
// tsc changes the ends of what is imported, and leaves two things to this program: the ends of modules that are named by
// `new URL('./x.ts', import.meta.url)`, and imports between declarations. And what a checkout calls ./socketbed is
// `npx socketbed` to whoever has the package.

import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageShell } from '../src/report/page-shell.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const localModule = /(\bnew URL\('\.{1,2}\/[^']+)\.ts((?:#\w+)?',\s*import\.meta\.url\))/g;
const localImport = /(\b(?:from|import)\s*\(?\s*["']\.{1,2}\/[^"']+)\.ts(["'])/g;

const launcher = /\.\/socketbed(?![\w./-])/g;

/** Without it a program would have to name them in its tsconfig.json. */
const nodeTypes = '/// <reference types="node" />\n';

const forPackage = (text: string): string => text.replaceAll(launcher, 'npx socketbed');

function compile(project: string): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--project', join(root, 'packaging', project)], {
    stdio: 'inherit',
  });
  if (status !== 0) fail(`packaging/${project}: see what tsc says`);
}

function fail(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

function rewrite(glob: string, change: (text: string, name: string) => string): void {
  for (const name of globSync(glob, { cwd: dist })) {
    const path = join(dist, name);
    writeFileSync(path, change(readFileSync(path, 'utf8'), name));
  }
}

rmSync(dist, { recursive: true, force: true });
compile('tsconfig.json');
compile('tsconfig.types.json');
rewrite('**/*.js', (text, name) => {
  const changed = text.replaceAll(localModule, '$1.js$2');
  const left = /new URL\([^)]*\.ts\b[^)]*\)/.exec(changed)?.[0];
  if (left !== undefined) fail(`dist/${name} names a module that will not be there: ${left}`);
  return forPackage(changed);
});
rewrite('**/*.d.ts', (text) => nodeTypes + text.replaceAll(localImport, '$1.js$2'));

const page = join(dist, 'src/report/page-shell.html');
mkdirSync(dirname(page), { recursive: true });
writeFileSync(page, forPackage(await pageShell()));
