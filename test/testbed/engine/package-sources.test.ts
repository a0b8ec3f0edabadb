import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  formatDeb822Source,
  mainPackageSource,
  packageSourceFiles,
  parseDeb822Sources,
  parseOneLineSources,
  plainUri,
} from '../../../src/testbed/engine/package-sources.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

describe('deb822 sources', () => {
  test('every suite of every URI is a source; comments between the fields are none', () => {
    const text = [
      'Types: deb',
      '# an archived snapshot',
      'URIs: http://mirror.example/debian',
      'Suites: bookworm bookworm-updates',
      'Components: main contrib',
      `Signed-By: ${keyring}`,
      '',
      'Types: deb deb-src',
      'URIs: http://mirror.example/debian-security',
      'Suites: bookworm-security',
      'Components: main',
    ].join('\n');
    const common = {
      uri: 'http://mirror.example/debian',
      components: ['main', 'contrib'],
      signedBy: keyring,
    };
    expect(parseDeb822Sources(text)).toEqual([
      { ...common, suite: 'bookworm' },
      { ...common, suite: 'bookworm-updates' },
      { uri: 'http://mirror.example/debian-security', suite: 'bookworm-security', components: ['main'] },
    ]);
  });

  test('a source that is switched off or has no binary packages does not count', () => {
    const fields = 'URIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n';
    expect(parseDeb822Sources(`Types: deb\nEnabled: no\n${fields}`)).toEqual([]);
    expect(parseDeb822Sources(`Types: deb-src\n${fields}`)).toEqual([]);
    expect(parseDeb822Sources(`Types: deb\nEnabled: yes\n${fields}`)).toHaveLength(1);
  });

  test('a key that stands in the file itself comes along whole', () => {
    const key = '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc=';
    const text = `Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\nSigned-By:${key}\n`;
    const [source] = parseDeb822Sources(text);
    expect(source?.signedBy).toBe(key);
    if (source !== undefined) expect(parseDeb822Sources(formatDeb822Source(source))).toEqual([source]);
  });
});

describe('one-line sources', () => {
  test('options, comments and deb-src lines', () => {
    const text = [
      '# deb http://old.example/debian bookworm main',
      `deb [arch=amd64 signed-by=${keyring}] http://mirror.example/debian bookworm main contrib # mine`,
      'deb-src http://mirror.example/debian bookworm main',
      'deb http://mirror.example/debian bookworm-updates main',
    ].join('\n');
    expect(parseOneLineSources(text)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suite: 'bookworm',
        components: ['main', 'contrib'],
        signedBy: keyring,
      },
      { uri: 'http://mirror.example/debian', suite: 'bookworm-updates', components: ['main'] },
    ]);
  });
});

describe('the files of a machine', () => {
  test('the main source is found in either format, and disabled files are not read', () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'sources.list.d'));
    const one = 'deb http://other.example/apt stable main\n';
    writeFileSync(join(directory, 'sources.list'), one);
    writeFileSync(join(directory, 'sources.list.d/debian.sources.disabled'), 'nonsense');
    expect(packageSourceFiles(directory)).toEqual([join(directory, 'sources.list')]);
    expect(mainPackageSource('bookworm', directory)).toBeUndefined();
    const path = join(directory, 'sources.list.d/debian.sources');
    writeFileSync(
      path,
      'Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n',
    );
    expect(mainPackageSource('bookworm', directory)?.uri).toBe('http://mirror.example/debian');
  });

  test('a mirror list gives its first mirror; other URIs stay as they are', () => {
    const path = join(temporaryDirectory(), 'mirrors.list');
    writeFileSync(path, '# ours\nhttp://near.example/debian priority:1\nhttp://far.example/debian\n');
    expect(plainUri(`mirror+file:${path}`)).toBe('http://near.example/debian');
    expect(plainUri('http://mirror.example/debian')).toBe('http://mirror.example/debian');
  });
});
