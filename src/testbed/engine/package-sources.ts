// Where this machine gets its Debian packages: reads apt's own files, in both of their formats, so that no mirror's
// name is written anywhere in socketbed. Installs nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PackageSource {
  /** As apt has it: `http://...`, `mirror+file:/etc/apt/mirrors.list`. */
  readonly uri: string;
  /** `bookworm`, `bookworm-updates`. */
  readonly suite: string;
  readonly components: readonly string[];
  /** Path of a keyring, or a key itself (several lines, as deb822 has it). */
  readonly signedBy?: string;
}

/** Parses `*.sources`: paragraphs of `Field: value`, continued on lines that begin with a space. */
export function parseDeb822Sources(text: string): PackageSource[] {
  return text.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const fields = deb822Fields(paragraph);
    if (/^no$/i.test(fields.get('enabled') ?? 'yes')) return [];
    if (!words(fields.get('types')).includes('deb')) return [];
    const signedBy = fields.get('signed-by');
    return words(fields.get('uris')).flatMap((uri) =>
      words(fields.get('suites')).map((suite) => ({
        uri,
        suite,
        components: words(fields.get('components')),
        ...(signedBy === undefined ? {} : { signedBy }),
      })),
    );
  });
}

function deb822Fields(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of paragraph.split('\n')) {
    if (line.startsWith('#')) continue;
    if (/^[ \t]/.test(line)) {
      fields.set(name, `${fields.get(name) ?? ''}\n${line}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    name = line.slice(0, colon).trim().toLowerCase();
    fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

const words = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Parses `*.list`: `deb [signed-by=/path arch=amd64] URI suite component...`, one source a line. */
export function parseOneLineSources(text: string): PackageSource[] {
  return text.split('\n').flatMap((raw) => {
    const line = raw.replace(/#.*$/, '').trim();
    const match = /^deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (match?.[2] === undefined || match[3] === undefined) return [];
    const signedBy = words(match[1])
      .find((option) => option.startsWith('signed-by='))
      ?.slice('signed-by='.length);
    return [
      {
        uri: match[2],
        suite: match[3],
        components: words(match[4]),
        ...(signedBy === undefined ? {} : { signedBy }),
      },
    ];
  });
}

/** Files that apt reads its sources from, `directory` being /etc/apt. */
export function packageSourceFiles(directory = '/etc/apt'): string[] {
  const parts = join(directory, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  return [join(directory, 'sources.list'), ...names.map((name) => join(parts, name))].filter(
    (path) => /\.(list|sources)$/.test(path) && existsSync(path),
  );
}

/** The source of the distribution's own release: suite `codename`, component main. */
export function mainPackageSource(codename: string, directory = '/etc/apt'): PackageSource | undefined {
  return packageSourceFiles(directory)
    .flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return path.endsWith('.sources') ? parseDeb822Sources(text) : parseOneLineSources(text);
    })
    .find((source) => source.suite === codename && source.components.includes('main'));
}

/** A URI that programs other than apt understand: the first mirror of a `mirror+file:` list. */
export function plainUri(uri: string): string {
  const path = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(uri)?.[1];
  if (path === undefined) return uri;
  const first = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .find((line) => line !== '');
  return first?.split(/\s+/)[0] ?? uri;
}

/** `source` for another suite, as a `.sources` file. */
export function formatDeb822Source(source: PackageSource): string {
  const signedBy = source.signedBy === undefined ? '' : `Signed-By: ${source.signedBy}\n`;
  return `Types: deb\nURIs: ${source.uri}\nSuites: ${source.suite}\nComponents: ${source.components.join(' ')}\n${signedBy}`;
}
