import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { baseImageName } from '../../../src/testbed/engine/base-image.ts';
import { cacheDirectory } from '../../../src/testbed/engine/cache.ts';
import { buildEnvironment } from '../../../src/testbed/engine/certificates.ts';
import { parseOsRelease } from '../../../src/testbed/engine/distribution.ts';
import { enginePackages, installEngine } from '../../../src/testbed/engine/install-engine.ts';
import { silentProgress } from '../../../src/testbed/engine/progress.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const debian12 = parseOsRelease(
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
);

describe('the distribution', () => {
  test('is read from os-release, with and without quotes', () => {
    expect(debian12).toEqual({
      id: 'debian',
      version: '12',
      codename: 'bookworm',
      name: 'Debian GNU/Linux 12 (bookworm)',
    });
  });

  test('decides where the engine comes from', () => {
    expect(enginePackages(debian12)).toMatchObject({ fromSuite: 'trixie' });
    expect(enginePackages(debian12)?.fromSuiteNames).not.toContain('runc');
    expect(enginePackages({ ...debian12, version: '13' })).not.toHaveProperty('fromSuite');
    expect(enginePackages({ ...debian12, id: 'ubuntu' })?.names).toContain('docker-compose-v2');
    expect(enginePackages({ ...debian12, id: 'fedora' })).toBeUndefined();
  });

  test('that is unknown gets advice and no installation', async () => {
    const fedora = { ...debian12, id: 'fedora', name: 'Fedora Linux 44' };
    await expect(installEngine(silentProgress, fedora)).rejects.toMatchObject({
      code: 'ENGINE_MISSING',
      message: expect.stringContaining('Fedora Linux 44'),
      advice: expect.stringContaining('Docker Engine 24'),
    });
  });
});

describe('the base image', () => {
  test("is the default of the Dockerfile's build argument", () => {
    const path = join(temporaryDirectory(), 'Dockerfile');
    writeFileSync(path, '# one image\nARG BASE_IMAGE=node:99-forky-slim\nFROM $BASE_IMAGE\n');
    expect(baseImageName(path)).toBe('node:99-forky-slim');
    expect(baseImageName()).toMatch(/^node:\d+-[a-z]+-slim$/);
  });

  test('of a Dockerfile without the argument is an error that names the file', () => {
    const path = join(temporaryDirectory(), 'Dockerfile');
    writeFileSync(path, 'FROM node:24\n');
    expect(() => baseImageName(path)).toThrow(path);
  });
});

describe('places', () => {
  test('the cache follows SOCKETBED_CACHE, then XDG_CACHE_HOME', () => {
    const directory = temporaryDirectory();
    expect(cacheDirectory({ SOCKETBED_CACHE: join(directory, 'a') })).toBe(join(directory, 'a'));
    expect(cacheDirectory({ SOCKETBED_CACHE: '', XDG_CACHE_HOME: directory })).toBe(
      join(directory, 'socketbed'),
    );
  });

  test("a certificate file that the user names goes before the host's; one that is not there does not", () => {
    const path = join(temporaryDirectory(), 'ca.pem');
    writeFileSync(path, '');
    expect(buildEnvironment({ SOCKETBED_CA_FILE: path }).SOCKETBED_CA_FILE).toBe(path);
    expect(buildEnvironment({ SOCKETBED_CA_FILE: `${path}.gone` }).SOCKETBED_CA_FILE).not.toBe(
      `${path}.gone`,
    );
  });
});
