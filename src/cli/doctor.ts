// socketbed doctor: what this machine has, what it lacks, and what each lack costs. Changes nothing.

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, release } from 'node:os';
import { Command } from 'commander';
import { type BaseImageState, baseImageName, baseImageState } from '../testbed/engine/base-image.ts';
import { cacheDirectory } from '../testbed/engine/cache.ts';
import { runChild } from '../testbed/engine/child.ts';
import { thisDistribution } from '../testbed/engine/distribution.ts';
import { defaultEngineAddress, type EngineStatus, engineStatus } from '../testbed/engine/engine.ts';
import { composeVersionMin, engineVersionMin, isAtLeast } from '../testbed/engine/versions.ts';
import { sidecarImageName } from '../testbed/image.ts';
import { type AbilityFinding, type ProbePlaces, probeAbilities } from '../testbed/kernel-abilities.ts';
import type { Ending } from './failure.ts';
import { formatTable, paint, printJson, printLine } from './output.ts';

/** One line of the first table. */
interface Part {
  readonly name: string;
  /** False makes doctor end with 3. */
  readonly ok: boolean;
  readonly found: string;
  readonly advice?: string;
}

const nodeVersionMin = '24.20';
const diskFreeBytesMin = 3e9;

export function doctorCommand(ending: Ending): Command {
  return new Command('doctor')
    .description('what this machine has and lacks, and what each lack costs')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const engine = await engineStatus();
      const parts = [
        ...engineParts(engine),
        await imagePart(engine),
        nodePart(),
        await diskPart(),
        ...hostParts(),
      ];
      const abilities = await probeAbilities(await probePlaces(engine));
      const ok = parts.every((part) => part.ok);
      if (json) printJson({ ok, parts, abilities });
      else print(parts, abilities, ok);
      if (!ok) ending.exitCode = 3;
    });
}

function engineParts({
  answers,
  version = '',
  composeVersion,
  address,
  startedBy,
  reason,
}: EngineStatus): Part[] {
  const advice = 'run ./socketbed engine up';
  const engine = answers
    ? { ok: isAtLeast(version, engineVersionMin), found: `${version} at ${address}, started by ${startedBy}` }
    : { ok: false, found: reason ?? 'none' };
  const compose = {
    ok: isAtLeast(composeVersion ?? '', composeVersionMin),
    found: composeVersion ?? 'not installed',
  };
  return [
    {
      name: 'engine',
      ...engine,
      ...(engine.ok ? {} : { advice: answers ? `${engineVersionMin} is needed` : advice }),
    },
    {
      name: 'compose',
      ...compose,
      ...(compose.ok ? {} : { advice: answers ? `${composeVersionMin} is needed` : advice }),
    },
  ];
}

async function imagePart({ answers }: EngineStatus): Promise<Part> {
  const name = baseImageName();
  if (!answers) return { name: 'base image', ok: false, found: 'unknown without an engine' };
  const state = await baseImageState(name);
  const found: Record<BaseImageState, string> = {
    present: name,
    'stand-in': `${name}, a stand-in built from packages`,
    absent: `${name} is not here yet`,
  };
  const advice = state === 'absent' ? { advice: './socketbed up gets it' } : {};
  return { name: 'base image', ok: state !== 'absent', found: found[state], ...advice };
}

function nodePart(): Part {
  return {
    name: 'Node',
    ok: isAtLeast(process.version, nodeVersionMin),
    found: `${process.version} at ${process.execPath}`,
  };
}

async function diskPart(): Promise<Part> {
  const root = existsSync('/var/lib/docker') ? '/var/lib/docker' : cacheDirectory();
  const { bavail, bsize } = await statfs(root);
  const freeBytes = bavail * bsize;
  const ok = freeBytes >= diskFreeBytesMin;
  const found = `${(freeBytes / 1e9).toFixed(0)} GB free at ${root}`;
  return { name: 'disk', ok, found, ...(ok ? {} : { advice: `${diskFreeBytesMin / 1e9} GB are needed` }) };
}

function hostParts(): Part[] {
  const cgroup = existsSync('/sys/fs/cgroup/cgroup.controllers') ? 'version 2' : 'version 1';
  return [
    { name: 'system', ok: true, found: `${thisDistribution().name}, kernel ${release()}, ${arch()}` },
    { name: 'cgroup', ok: true, found: existsSync('/sys/fs/cgroup') ? cgroup : 'none' },
  ];
}

/** The image with the tools, when it has been built, and the host where it is the engine's. */
async function probePlaces({ answers, address }: EngineStatus): Promise<ProbePlaces> {
  const isLocal = address === defaultEngineAddress;
  if (!answers) return { isLocal };
  const image = sidecarImageName();
  const inspected = await runChild('docker', ['image', 'inspect', '--format', '{{.Id}}', image]);
  return inspected.exitCode === 0 ? { image, isLocal } : { isLocal };
}

const stateMarks = {
  available: ['green', '✔'],
  missing: ['yellow', '✖'],
  unknown: ['dim', '?'],
} as const;

function print(parts: readonly Part[], abilities: readonly AbilityFinding[], ok: boolean): void {
  const partRows = parts.map(({ name, ok: isOk, found, advice }) => [
    `${isOk ? paint('green', '✔') : paint('red', '✖')} ${name}`,
    advice === undefined ? found : `${found}: ${advice}`,
  ]);
  printLine(formatTable(['  machine', 'found'], partRows));
  printLine();
  const abilityRows = abilities.map(({ name, state, detail = '', cost = '' }) => {
    const [colour, mark] = stateMarks[state];
    if (state === 'available') return [`${paint(colour, mark)} ${name}`, state];
    return [`${paint(colour, mark)} ${name}`, `${state} (${detail.slice(0, 70)}): ${cost}`];
  });
  printLine(formatTable(['  kernel', 'probed'], abilityRows));
  printLine();
  printLine(
    ok
      ? 'Everything that socketbed needs is here.'
      : 'Something that socketbed needs is missing: see ✖ above.',
  );
}
