// A base image without a registry: Debian from debootstrap, Node from npm's package `node`, under the official image's
// name, so that the Dockerfile builds unchanged with and without a registry. A label tells the two apart.
//
// It holds what the official slim image holds (Debian, node, npm, the user node), and no more: what the Dockerfile
// needs beyond that it has to install itself, here as there.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { installPackages } from './apt.ts';
import { logFile } from './cache.ts';
import { mustRun } from './child.ts';
import { findProgram, thisDistribution } from './distribution.ts';
import { mainPackageSource, plainUri } from './package-sources.ts';
import type { Progress } from './progress.ts';

export const standInLabel = 'org.socketbed.stand-in';

const failure = { code: 'IMAGE_UNAVAILABLE', what: 'cannot build the stand-in for the base image' } as const;

/** Builds the stand-in and tags it `name`, which is `node:MAJOR-SUITE-slim`. Needs root and takes about 45 s. */
export async function buildStandIn(name: string, progress: Progress): Promise<void> {
  const { major, suite } = standInParts(name);
  const logPath = logFile('stand-in');
  const root = mkdtempSync(join(tmpdir(), 'socketbed-stand-in-'));
  try {
    // Both to their end, also when one fails: the directory under them is removed.
    const halves = await Promise.allSettled([
      progress.step(`building a stand-in for ${name}: Debian ${suite} from packages`, () =>
        installDebian(join(root, 'system'), suite, logPath),
      ),
      progress.step(`building a stand-in for ${name}: Node ${major} from npm`, () =>
        installNode(join(root, 'node'), major, logPath),
      ),
    ]);
    for (const half of halves) if (half.status === 'rejected') throw half.reason;
    await progress.step(`importing the stand-in as ${name}`, async () => {
      placeNode(join(root, 'node'), join(root, 'system'));
      await importImage(join(root, 'system'), name);
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function standInParts(name: string): { major: string; suite: string } {
  const match = /^node:(\d+)-([a-z]+)-slim$/.exec(name);
  if (match?.[1] !== undefined && match[2] !== undefined) return { major: match[1], suite: match[2] };
  throw new SocketbedError({
    ...failure,
    found: `expected a name like node:24-bookworm-slim, got ${name}`,
    advice: 'Load the image yourself, or leave BASE_IMAGE as it is',
  });
}

async function installDebian(root: string, suite: string, logPath: string): Promise<void> {
  if (findProgram('debootstrap') === undefined) await installPackages(['debootstrap'], { logPath });
  const { id, codename } = thisDistribution();
  const source = mainPackageSource(codename);
  if (id !== 'debian' || source === undefined) {
    throw new SocketbedError({
      ...failure,
      found: `this machine has no package source of Debian, which ${suite} comes from`,
      advice: 'Load the image from a machine that has it',
    });
  }
  const keyring = source.signedBy?.startsWith('/') ? [`--keyring=${source.signedBy}`] : [];
  const args = ['--variant=minbase', '--include=libatomic1', ...keyring, suite, root, plainUri(source.uri)];
  await mustRun('debootstrap', args, { ...failure, logPath, timeoutMs: 600_000 });
  // The lists and packages are 80 MB that no later layer could take away again.
  for (const path of [
    'var/cache/apt',
    'var/lib/apt/lists',
    'usr/share/doc',
    'usr/share/man',
    'usr/share/locale',
  ]) {
    rmSync(join(root, path), { recursive: true, force: true });
  }
  for (const path of ['var/cache/apt/archives/partial', 'var/lib/apt/lists/partial']) {
    await mustRun('mkdir', ['-p', join(root, path)], failure);
  }
  await mustRun('chroot', [root, 'groupadd', '--gid', '1000', 'node'], failure);
  const user = ['--uid', '1000', '--gid', 'node', '--shell', '/bin/bash', '--create-home', 'node'];
  await mustRun('chroot', [root, 'useradd', ...user], failure);
}

async function installNode(directory: string, major: string, logPath: string): Promise<void> {
  const npm = ['install', '--prefix', directory, '--no-save', '--loglevel=error'];
  await mustRun('mkdir', ['-p', directory], failure);
  // The package's install script puts the binary in its place; npm 11 runs it only when it is named.
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ allowScripts: { node: true } }));
  await mustRun('npm', [...npm, `node@${major}`, 'npm@11'], { ...failure, logPath, timeoutMs: 300_000 });
}

// The places of the official image, so that /usr/local/bin/node is true in both.
function placeNode(from: string, system: string): void {
  const local = join(system, 'usr/local');
  cpSync(join(from, 'node_modules/node/bin/node'), join(local, 'bin/node'), { dereference: true });
  cpSync(join(from, 'node_modules/npm'), join(local, 'lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
  }
}

async function importImage(root: string, name: string): Promise<void> {
  const changes = [
    `LABEL ${standInLabel}=true`,
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'CMD ["node"]',
  ];
  const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const options = changes.flatMap((change) => ['--change', change]);
  const load = spawn('docker', ['import', ...options, '-', name], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  load.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const ended = new Promise<number | null>((resolve) => load.once('close', resolve));
  await pipeline(tar.stdout, load.stdin);
  const exitCode = await ended;
  if (exitCode === 0) return;
  throw new SocketbedError({
    ...failure,
    found: `docker import ended with ${exitCode}: ${complaint.trim()}`,
    advice: 'Look at the disk space of the engine: `docker system df`',
  });
}
