// The page without its data: HTML with the program and its styles inside, built by Vite from page/. An installed package
// brings it along; in a checkout it is built when it is first needed, in a second or so, and kept until a source of it
// changes.
//
//   page/*, evidence/*  --hash-->  node_modules/.cache/socketbed/page-<hash>.html   there? else Vite

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SocketbedError } from '../errors/socketbed-error.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const pageFolder = join(project, 'src/report/page');
const cacheFolder = join(project, 'node_modules/.cache/socketbed');

/** Where a package has it: beside this file, once compiled. */
const shipped = fileURLToPath(new URL('./page-shell.html', import.meta.url));

/** Where the page's data is put in. */
export const dataMark = '<!--socketbed:data-->';

/** The page, with `dataMark` in it. PAGE_NOT_BUILT when Vite cannot build it. */
export async function pageShell(): Promise<string> {
  if (existsSync(shipped)) return readFileSync(shipped, 'utf8');
  const path = join(cacheFolder, `page-${sourceHash()}.html`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const shell = await buildShell();
    keep(path, shell);
    return shell;
  }
}

// What the page imports lies in these folders; the packages that it uses change with the lock file only.
const sources = [
  'src/report/page/**/*.{ts,tsx,css,html}',
  'src/report/*.ts',
  'src/evidence/*.ts',
  'src/errors/*.ts',
];

function sourceHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(project, 'package-lock.json')));
  for (const path of globSync(sources, { cwd: project }).toSorted()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(project, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

function keep(path: string, shell: string): void {
  try {
    mkdirSync(cacheFolder, { recursive: true });
    for (const old of globSync('page-*.html', { cwd: cacheFolder })) rmSync(join(cacheFolder, old));
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, shell);
    renameSync(draft, path);
  } catch {
    // A folder that this user may not write to costs a second next time.
  }
}

async function buildShell(): Promise<string> {
  try {
    const { build } = await import('vite');
    const built = await build({
      root: pageFolder,
      configFile: false,
      logLevel: 'silent',
      mode: 'production',
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      build: { write: false, target: 'es2022', modulePreload: false, cssCodeSplit: false, minify: true },
    });
    const [result] = Array.isArray(built) ? built : [built];
    if (result === undefined || !('output' in result)) throw new TypeError('Vite gave no output');
    const code = result.output.flatMap((each) => (each.type === 'chunk' ? [each.code] : [])).join('\n');
    const style = result.output
      .flatMap((each) =>
        each.type === 'asset' && each.fileName.endsWith('.css') ? [String(each.source)] : [],
      )
      .join('\n');
    return inline(readFileSync(join(pageFolder, 'index.html'), 'utf8'), { code, style });
  } catch (cause) {
    throw new SocketbedError({
      code: 'PAGE_NOT_BUILT',
      what: 'the page cannot be built',
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Install the packages anew: npm ci',
      cause,
    });
  }
}

// The policy names the two by their hashes: whatever else may get into the page does not run, and nothing is loaded.
function inline(html: string, { code, style }: { readonly code: string; readonly style: string }): string {
  // In a script only this ends it, and in JavaScript it can always be written so.
  const script = code.replaceAll('</script', '<\\/script');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html
    .replace(
      '<!--socketbed:policy-->',
      () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    )
    .replace('<!--socketbed:style-->', () => `<style>${style}</style>`)
    .replace(
      '<script type="module" src="./main.tsx"></script>',
      () => `${dataMark}<script type="module">${script}</script>`,
    );
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
