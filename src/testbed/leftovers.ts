// What a run has left in Docker: finding it, keeping what it can still tell, removing it. Everything of a run carries
// its label, or belongs to a compose project whose name begins with runProject.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { dockerClient } from './docker.ts';
import { runLabel, runProject } from './labels.ts';
import { saveStory } from './saved-container.ts';

interface Leftover {
  readonly what: string;
  /** Only containers have something to tell. */
  readonly container?: Docker.Container;
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
      .map(({ Id, Names }) => {
        const container = docker.getContainer(Id);
        const remove = () => container.remove({ force: true, v: true });
        return { what: `container ${Names[0] ?? Id}`, container, remove };
      }),
    networks
      .filter(({ Labels }) => isOurs(Labels))
      .map(({ Id, Name }) => ({ what: `network ${Name}`, remove: () => docker.getNetwork(Id).remove() })),
    volumes
      .filter(({ Labels }) => isOurs(Labels))
      .map(({ Name }) => ({ what: `volume ${Name}`, remove: () => docker.getVolume(Name).remove() })),
  ];
}

// A compose or a worker that outlives a killed run goes on creating for a moment: look again until nothing new has come.
const lookAgainMs = 2000;
const looksMax = 15;

/** Removes what is left of a run, until a look finds nothing; logs go to `directory`/left first. */
export async function reap(runId: string, directory?: string): Promise<void> {
  const docker = await dockerClient();
  for (let look = 1; look <= looksMax; look += 1) {
    const kinds = await runLeftovers(docker, runId);
    if (kinds.flat().length === 0) return;
    for (const kind of kinds) {
      await Promise.all(kind.map((leftover) => saveAndRemove(docker, leftover, directory)));
    }
    await pause(lookAgainMs);
  }
}

async function saveAndRemove(
  docker: Docker,
  { what, container, remove }: Leftover,
  directory?: string,
): Promise<void> {
  try {
    if (container !== undefined && directory !== undefined) {
      // What cannot be kept must not stay for that.
      await saveStory(docker, container, join(directory, 'left')).catch(() => {});
    }
    await remove();
    process.stdout.write(`removed ${what}\n`);
  } catch (error) {
    // Somebody else may be removing it too; the next look tells.
    process.stdout.write(`${what}: ${error instanceof Error ? error.message : error}\n`);
  }
}
