// The package.json of the package, made from the checkout's: the same names exported, compiled; what only a checkout needs
// left out.

import { readFileSync } from 'node:fs';

export interface CheckoutManifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** What a package holds besides package.json, README.md and LICENSE. */
const files = [
  'dist',
  'scenarios/**/*.ts',
  'schemas',
  'CHANGELOG.md',
  // What the images are built from. Containers run the TypeScript as it is: there it lies below no node_modules.
  'Dockerfile',
  '.dockerignore',
  'docker-compose.yml',
  'implementations',
  'services',
  'src/errors',
  'src/protocol',
  'src/socketserver',
];

const leftOut = ['private', 'scripts', 'devDependencies', 'allowScripts'];

export function packageManifest(checkout: CheckoutManifest): Record<string, unknown> {
  const kept = Object.entries(checkout).filter(([key]) => !leftOut.includes(key));
  return {
    ...Object.fromEntries(kept),
    bin: { socketbed: 'dist/src/cli/bin.js' },
    files,
    exports: {
      ...Object.fromEntries(Object.entries(checkout.exports).map(([name, path]) => [name, compiled(path)])),
      './package.json': './package.json',
    },
    dependencies: withTypes(checkout),
    // A peer: matchers and fixtures have to belong to the very vitest that runs the tests. npm installs it by itself.
    peerDependencies: { vitest: checkout.devDependencies.vitest },
  };
}

function compiled(path: string): string | { readonly types: string; readonly default: string } {
  if (!path.endsWith('.ts')) return path;
  const place = path.replace(/^\.\/(.*)\.ts$/, './dist/$1');
  return { types: `${place}.d.ts`, default: `${place}.js` };
}

/** Types that the package's own declarations name have to come with it. */
function withTypes({ dependencies, devDependencies }: CheckoutManifest): Record<string, string | undefined> {
  return {
    '@types/dockerode': devDependencies['@types/dockerode'],
    // Whichever its user has: two of them in one program contradict each other.
    '@types/node': '*',
    ...dependencies,
  };
}

export function readManifest(path: string): CheckoutManifest {
  return JSON.parse(readFileSync(path, 'utf8'));
}
