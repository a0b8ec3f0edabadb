// Installs packages with apt, and on Debian 12 takes the engine from the next release. The machine's own apt
// configuration stays as it is: the added source and its pins live in the cache and are named on the command line.

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { cacheDirectory } from './cache.ts';
import { mustRun } from './child.ts';
import type { Distribution } from './distribution.ts';
import { formatDeb822Source, mainPackageSource, packageSourceFiles } from './package-sources.ts';

// Two installs in a row (engine, then debootstrap) need one index.
const refreshed = new Set<string>();

/** Installs `packages`; `aptOptions` come from `nextReleaseOptions` or are empty. */
export async function installPackages(
  packages: readonly string[],
  { logPath, aptOptions = [] }: { logPath: string; aptOptions?: readonly string[] },
): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const what = `cannot install ${packages.join(', ')}`;
  const advice = `Install them by hand, then try again; the whole output is in ${logPath}`;
  // Another apt may be at work on a machine that has just booted.
  const common = ['-q', '-o', 'DPkg::Lock::Timeout=120', ...aptOptions];
  const failure = { code: 'ENGINE_INSTALL_FAILED', what, advice, logPath, env, timeoutMs: 600_000 } as const;
  const index = aptOptions.join(' ');
  if (!refreshed.has(index)) await mustRun('apt-get', [...common, 'update'], failure);
  refreshed.add(index);
  await mustRun('apt-get', [...common, 'install', '--yes', '--no-install-recommends', ...packages], failure);
}

/** Options that let apt see Debian's next release, `suite`, for `packages` only. */
export function nextReleaseOptions(
  distribution: Distribution,
  suite: string,
  packages: readonly string[],
): string[] {
  const source = mainPackageSource(distribution.codename);
  if (source === undefined) {
    throw new SocketbedError({
      code: 'ENGINE_INSTALL_FAILED',
      what: `apt has no source for ${distribution.codename} main`,
      advice: 'Add one to /etc/apt/sources.list.d, or install a Docker engine by hand',
    });
  }
  const directory = join(cacheDirectory(), 'apt');
  const parts = join(directory, 'sources.list.d');
  const pins = join(directory, 'preferences');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(parts, { recursive: true });
  for (const path of packageSourceFiles()) copyFileSync(path, join(parts, basename(path)));
  writeFileSync(
    join(parts, `${suite}.sources`),
    formatDeb822Source({ ...source, suite, components: ['main'] }),
  );
  writeFileSync(
    pins,
    `Package: *\nPin: release n=${suite}\nPin-Priority: 100\n\n` +
      `Package: ${packages.join(' ')}\nPin: release n=${suite}\nPin-Priority: 600\n`,
  );
  return [
    ['Dir::Etc::sourcelist', '/dev/null'],
    ['Dir::Etc::sourceparts', parts],
    ['Dir::Etc::preferences', pins],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
