// What a run has left in Docker: finding it, keeping what it can still tell, removing it. Everything of a run carries
// its label, or belongs to a compose project whose name begins with runProject: the images that were built for it too.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import { dockerClient } from './docker.ts';
import { runLabel, runProject } from './labels.ts';
import { saveStory } from './saved-container.ts';

export interface Leftover {
  readonly what: string;
  /** Only containers have something to tell. */
  readonly container?: Docker.Container;
  remove(): Promise<unknown>;
}

type Labels = Readonly<Record<string, string>> | null | undefined;

/** What is left of a run. */
export function runLeftovers(docker: Docker, runId: string): Promise<Leftover[][]> {
  return leftovers(
    docker,
    (labels) =>
      labels?.[runLabel] === runId ||
      (labels?.['com.docker.compose.project']?.startsWith(runProject(runId)) ?? false),
  );
}

/** What is there of one compose project. */
export function projectLeftovers(docker: Docker, project: string): Promise<Leftover[][]> {
  return leftovers(docker, (labels) => labels?.['com.docker.compose.project'] === project);
}

/** Containers first, since networks, volumes and images can be removed only after them. */
async function leftovers(docker: Docker, isOurs: (labels: Labels) => boolean): Promise<Leftover[][]> {
  const [containers, networks, { Volumes: volumes }, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
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
    images
      .filter(({ Labels }) => isOurs(Labels))
      .map(({ Id, RepoTags }) => ({
        what: `image ${RepoTags?.[0] ?? Id}`,
        remove: () => docker.getImage(RepoTags?.[0] ?? Id).remove(),
      })),
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
