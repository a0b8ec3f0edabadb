// Which Linux distribution this is, and whether we may install packages on it. Reads files; changes nothing.

import { accessSync, constants, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`; `unknown` where /etc/os-release is missing. */
  readonly id: string;
  /** `12`, `24.04`; empty when not named. */
  readonly version: string;
  /** `bookworm`; empty when not named. */
  readonly codename: string;
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
}

/** Parses the text of an os-release file. */
export function parseOsRelease(text: string): Distribution {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    if (match?.[1] !== undefined) fields.set(match[1], match[2] ?? match[3] ?? match[4] ?? '');
  }
  const id = fields.get('ID') ?? 'unknown';
  return {
    id,
    version: fields.get('VERSION_ID') ?? '',
    codename: fields.get('VERSION_CODENAME') ?? '',
    name: fields.get('PRETTY_NAME') ?? id,
  };
}

/** The distribution of this machine. */
export function thisDistribution(path = '/etc/os-release'): Distribution {
  try {
    return parseOsRelease(readFileSync(path, 'utf8'));
  } catch {
    return { id: 'unknown', version: '', codename: '', name: process.platform };
  }
}

/** True when packages can be installed with apt by this user: Debian or Ubuntu, as root. */
export function canInstallPackages(distribution: Distribution): boolean {
  return ['debian', 'ubuntu'].includes(distribution.id) && userInfo().uid === 0;
}

/** Full path of a program on PATH, or undefined. Looks in the sbin directories too: root's tools live there. */
export function findProgram(name: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin', '/sbin');
  for (const directory of directories) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return undefined;
}
