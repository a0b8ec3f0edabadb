// What a run ran on: versions and host. Of the engine it is told by who speaks to one.

import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { RunFacts } from '../evidence/results.ts';

/** Version of the Docker engine, and of the kernel below the containers; what that kernel can. */
export type EngineFacts = Pick<RunFacts['versions'], 'engine' | 'kernel'> & Pick<RunFacts, 'abilities'>;

export function versionFacts(told: EngineFacts = engineFacts(process.env)): RunFacts['versions'] {
  const { engine, kernel } = told;
  return {
    socketbed: ownVersion(),
    node: process.versions.node,
    ...(engine === undefined ? {} : { engine }),
    ...(kernel === undefined ? {} : { kernel }),
  };
}

/** Empty where nobody has asked the kernel. */
export function abilityFacts(
  { abilities }: EngineFacts = engineFacts(process.env),
): Pick<RunFacts, 'abilities'> {
  return abilities === undefined ? {} : { abilities };
}

function engineFacts(env: NodeJS.ProcessEnv): EngineFacts {
  const text = env.SOCKETBED_RUN_FACTS || '{}';
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SocketbedError({
      code: 'OPTION_INVALID',
      what: 'SOCKETBED_RUN_FACTS is not JSON',
      found: text,
      advice: 'Unset it, or give {"engine":"26.1.5","kernel":"6.12.0"}',
      cause,
    });
  }
}

function ownVersion(): string {
  // The nearest above: how far up it lies is another in a checkout than in a package.
  const path = findPackageJSON(import.meta.url) ?? '';
  const { version } = JSON.parse(readFileSync(path, 'utf8'));
  return String(version);
}

export function hostFacts(): RunFacts['host'] {
  return { platform: platform(), arch: arch(), cpus: cpus().length, memoryBytes: totalmem() };
}
