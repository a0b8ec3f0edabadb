// The containers' packages and the host's are two sets; where they share a package they must share its version.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const services = read('services/package.json');
const root = read('package.json');

test('the containers need koffi, the XML parser, what files and ranges are called, a load generator, and nothing else', () => {
  expect(Object.keys(services.dependencies)).toEqual([
    ...['autocannon', 'koffi', 'mime-types', 'range-parser', 'saxes'],
  ]);
  expect(services.devDependencies).toBeUndefined();
});

test('both sets ask for the same versions and the same Node', () => {
  for (const [name, range] of Object.entries(services.dependencies))
    expect({ ...root.devDependencies, ...root.dependencies }[name]).toBe(range);
  expect(services.engines).toEqual(root.engines);
});

test('both lockfiles hold the same versions and name no registry', () => {
  const [own, theirs] = [read('services/package-lock.json'), read('package-lock.json')];
  const names = Object.keys(own.packages).filter((name) => name !== '');
  expect(names).toContain('node_modules/koffi');
  for (const name of names) {
    const { version, resolved } = own.packages[name];
    // The host's set may have the same package in several versions, each in a place of its own.
    const places = Object.keys(theirs.packages).filter((place) => `/${place}`.endsWith(`/${name}`));
    const versions = places.map((place) => theirs.packages[place].version);
    expect(versions, name).toContain(version);
    expect(resolved, name).toBeUndefined();
  }
});
