// Removes what a run of tests has left, also when the run was killed: vitest ends at once on Ctrl-C and runs no
// clean-up of its own.
//
//   run --- pipe ---> reaper (a session of its own)        the pipe ends with the run, however that ended,
//                        '--> docker rm, by label          and then the reaper looks
//
// Everything of a run carries the label org.socketbed.run, or belongs to a compose project that beginsWith runProject.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { dockerClient } from './docker.ts';
import { logFile } from './engine/cache.ts';

export const runLabel = 'org.socketbed.run';

/** What the names of a run's compose projects begin with: compose sets no labels of ours on networks and volumes. */
export const runProject = (runId: string): string => `socketbed-${runId}-`;

/** Starts the reaper of a run; its work begins when this process ends or `release` is called. */
export function startReaper(runId: string): { release(): Promise<void> } {
  const log = openSync(logFile('reaper'), 'a');
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), runId], {
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  letGo(child);
  return {
    release: async () => {
      child.ref();
      child.stdin?.end();
      await ended;
    },
  };
}

// The open pipe must not keep this process alive: its end is the signal.
function letGo(child: ChildProcess): void {
  const { stdin } = child;
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
}

interface Leftover {
  readonly what: string;
  remove(): Promise<unknown>;
}

/** What is left of a run: containers first, since networks and volumes can be removed only after them. */
export async function runLeftovers(docker: Docker, runId: string): Promise<Leftover[][]> {
  const isOurs = (labels: Readonly<Record<string, string>> | null | undefined): boolean =>
    labels?.[runLabel] === runId ||
    (labels?.['com.docker.compose.project']?.startsWith(runProject(runId)) ?? false);
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  return [
    containers
      .filter(({ Labels }) => isOurs(Labels))
      .map(({ Id, Names }) => ({
        what: `container ${Names[0] ?? Id}`,
        remove: () => docker.getContainer(Id).remove({ force: true, v: true }),
      })),
    networks
      .filter(({ Labels }) => isOurs(Labels))
      .map(({ Id, Name }) => ({ what: `network ${Name}`, remove: () => docker.getNetwork(Id).remove() })),
    volumes
      .filter(({ Labels }) => isOurs(Labels))
      .map(({ Name }) => ({ what: `volume ${Name}`, remove: () => docker.getVolume(Name).remove() })),
  ];
}

// A compose that outlives a killed run goes on creating for a moment: look again until nothing new has come.
const lookAgainMs = 2000;
const looksMax = 15;

/** Removes what is left of a run, until a look finds nothing. */
export async function reap(runId: string): Promise<void> {
  const docker = await dockerClient();
  for (let look = 1; look <= looksMax; look += 1) {
    const kinds = await runLeftovers(docker, runId);
    if (kinds.flat().length === 0) return;
    for (const kind of kinds) {
      await Promise.all(kind.map((leftover) => removeOne(leftover)));
    }
    await pause(lookAgainMs);
  }
}

async function removeOne({ what, remove }: Leftover): Promise<void> {
  try {
    await remove();
    process.stdout.write(`removed ${what}\n`);
  } catch (error) {
    // Somebody else may be removing it too; the next look tells.
    process.stdout.write(`${what}: ${error instanceof Error ? error.message : error}\n`);
  }
}

if (import.meta.main) {
  await text(process.stdin);
  const runId = process.argv[2];
  if (runId !== undefined) await reap(runId);
}
