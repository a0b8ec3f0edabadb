// Which folder may import from which. A newcomer can trust that an arrow not listed here does not exist.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folder -> folders that it may import from, besides itself. */
const allowed: Record<string, readonly string[]> = {
  'src/errors': [],
  'src/protocol': ['src/errors'],
  'src/socketserver': ['src/errors'],
  services: ['src/errors', 'src/protocol', 'src/socketserver'],
  'src/evidence': ['src/errors'],
  'src/faults': ['src/errors', 'src/evidence', 'src/protocol'],
  'src/testbed': ['src/errors', 'src/evidence', 'src/faults', 'src/protocol'],
  'src/check': ['src/errors', 'src/evidence', 'src/faults', 'src/protocol', 'src/testbed'],
  'src/matrix': ['src/errors', 'src/evidence', 'src/faults', 'src/protocol', 'src/testbed', 'src/check'],
  'src/vitest': ['src/errors', 'src/evidence', 'src/faults', 'src/testbed'],
  'src/report': ['src/errors', 'src/evidence'],
  'src/cli': [
    'src/errors',
    'src/socketserver',
    'src/evidence',
    'src/faults',
    'src/testbed',
    'src/check',
    'src/matrix',
    'src/report',
    'services',
  ],
  'src/index.ts': ['src/errors', 'src/evidence', 'src/faults', 'src/protocol', 'src/testbed'],
  scenarios: [],
  bench: ['src/errors', 'src/evidence', 'src/socketserver', 'src/testbed', 'src/protocol'],
};

/** What scenarios import is what anybody can, who has the package. */
const ownPackage = ['socketbed', 'socketbed/vitest'];

/** Packages that speak Docker: only the testbed may. */
const dockerPackages = ['dockerode', 'testcontainers'];

interface Import {
  readonly from: string;
  /** A path in the repository, or a package's name. */
  readonly to: string;
}

const folders = Object.keys(allowed).toSorted((one, other) => other.length - one.length);
const folderOf = (path: string): string | undefined =>
  folders.find((folder) => path === folder || path.startsWith(`${folder}/`));

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const specifiers = source.matchAll(/^(?:import|export)\s[^;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'/gms);
  return Array.from(specifiers, ([, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic ?? '';
    return { from: file, to: specifier.startsWith('.') ? join(dirname(file), specifier) : specifier };
  });
}

const existing = ['src', 'services', 'scenarios', 'bench'].filter((name) => readdirSync(root).includes(name));
const files = existing.flatMap(sourceFiles);
const imports = files.flatMap(importsOf);

test('the reader of imports sees them', () => {
  expect(files.length).toBeGreaterThan(40);
  expect(imports).toContainEqual({
    from: 'src/socketserver/tcp-server.ts',
    to: 'src/socketserver/stream-server.ts',
  });
});

test('every folder imports only from where it may', () => {
  const breaches = imports.filter(({ from, to }) => {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (target === undefined || source === target) return false;
    return source === undefined || !allowed[source]?.includes(target);
  });
  expect(breaches).toEqual([]);
});

test('only the testbed and the scenarios speak Docker', () => {
  const breaches = imports.filter(
    ({ from, to }) => dockerPackages.includes(to) && !/^(src\/testbed|scenarios)\//.test(from),
  );
  expect(breaches).toEqual([]);
});

test('scenarios use the package by its name', () => {
  const own = imports.filter(({ from, to }) => from.startsWith('scenarios/') && to.startsWith('socketbed'));
  expect(own.length).toBeGreaterThan(20);
  expect(own.filter(({ to }) => !ownPackage.includes(to))).toEqual([]);
});

test('no file imports itself in a circle', () => {
  const targets = new Map(files.map((file) => [file, importsOf(file).map(({ to }) => to)]));
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    else if (!done.has(file)) for (const target of targets.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});
