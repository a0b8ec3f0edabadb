// Puts a Docker engine with compose and buildx on a Debian or Ubuntu machine, from the distribution's own packages.
// Does not start it.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import { installPackages, nextReleaseOptions } from './apt.ts';
import { logFile } from './cache.ts';
import { canInstallPackages, type Distribution, thisDistribution } from './distribution.ts';
import type { Progress } from './progress.ts';

interface EnginePackages {
  /** What to install. */
  readonly names: readonly string[];
  /** The release they come from, when not the machine's own. */
  readonly fromSuite?: string;
  /** Those of `names` that come from there. */
  readonly fromSuiteNames?: readonly string[];
}

/** The packages that make an engine new enough on `distribution`; undefined where we do not know any. */
export function enginePackages(distribution: Distribution): EnginePackages | undefined {
  const debian = ['docker.io', 'docker-cli', 'docker-compose', 'docker-buildx', 'containerd'];
  if (distribution.id === 'debian' && distribution.version === '12') {
    // Debian 12's own engine is 20.10 with the Python compose. The next release's needs only libc 2.34; its runc wants
    // a newer libc, so runc stays Debian 12's.
    return { names: [...debian, 'runc', 'iptables'], fromSuite: 'trixie', fromSuiteNames: debian };
  }
  if (distribution.id === 'debian') return { names: [...debian, 'iptables'] };
  if (distribution.id === 'ubuntu')
    return { names: ['docker.io', 'docker-compose-v2', 'docker-buildx', 'iptables'] };
  return undefined;
}

/** Installs the engine, or says what to install by hand. */
export async function installEngine(progress: Progress, distribution = thisDistribution()): Promise<void> {
  const packages = enginePackages(distribution);
  if (packages === undefined || !canInstallPackages(distribution)) {
    const why = packages === undefined ? `on ${distribution.name}` : 'without root';
    throw new SocketbedError({
      code: 'ENGINE_MISSING',
      what: 'no Docker engine is installed',
      found: `socketbed installs one only on Debian and Ubuntu as root, this runs ${why}`,
      advice:
        packages === undefined
          ? 'Install Docker Engine 24 or newer with Compose 2.24 or newer, or Docker Desktop, and start it'
          : 'Run `sudo ./socketbed engine up` once',
    });
  }
  const logPath = logFile('engine-install');
  const { names, fromSuite, fromSuiteNames = [] } = packages;
  const origin = fromSuite === undefined ? distribution.name : `${distribution.name} and ${fromSuite}`;
  await progress.step(`installing the Docker engine from the packages of ${origin}`, () => {
    const aptOptions =
      fromSuite === undefined ? [] : nextReleaseOptions(distribution, fromSuite, fromSuiteNames);
    return installPackages(names, { logPath, aptOptions });
  });
}
