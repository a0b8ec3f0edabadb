// The standing bed: the services and clients of docker-compose.yml, up until somebody takes them down.
//
//   compose up --wait -> containers by project label -> their logs -> ready lines and first replies

import { rmSync } from 'node:fs';
import type Docker from 'dockerode';
import { compose, composeFailure, composeLogPath, composeProjectName } from './compose.ts';
import { containerLines } from './container-log.ts';
import { dockerClient, ofProject } from './docker.ts';
import { type Progress, silentProgress } from './engine/progress.ts';
import { type AnsweredClient, type ClientContainer, firstReplies, type LineParser } from './first-replies.ts';

export interface StandingBedOptions {
  /** How many clients, 1 to 500. */
  readonly clients: number;
  /** Reads a line of a client's log. */
  readonly parseLine: LineParser;
  /** Compose project. Default: compose's own, from the directory. */
  readonly project?: string;
  /** How long clients may take to be answered once compose has started them. Default: 30 s and 0.1 s per client. */
  readonly replyTimeoutMs?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

export interface BedService {
  /** `tcp` */
  readonly name: string;
  readonly container: string;
  /** `running`, `exited` */
  readonly state: string;
  /** `healthy`, `unhealthy`, `starting`; absent for a service without a health check. */
  readonly health?: string;
  /** Where it listens inside the network: `tcp:8080`, `/run/socketbed/stream.sock`. */
  readonly addresses: readonly string[];
}

export interface StandingBed {
  readonly project: string;
  readonly services: readonly BedService[];
  readonly clients: readonly AnsweredClient[];
}

/** Starts the bed and resolves when every client has been answered over every protocol. */
export async function startStandingBed(options: StandingBedOptions): Promise<StandingBed> {
  const { clients, parseLine, progress = silentProgress, signal } = options;
  const project = options.project ?? (await composeProjectName());
  const control = signal === undefined ? {} : { signal };
  const docker = await dockerClient();
  await progress.step(`starting the services and ${clients} client${clients === 1 ? '' : 's'}`, async () => {
    rmSync(composeLogPath(), { force: true });
    const up = ['up', '--build', '--detach', '--wait', '--scale', `client=${clients}`];
    const result = await compose(up, { project, progress, ...control });
    if (result.exitCode === 0) return;
    throw composeFailure('the bed does not start', result, await failedLogs(docker, project));
  });
  const containers = await bedContainers(docker, project);
  const timeoutMs = options.replyTimeoutMs ?? 30_000 + 100 * clients;
  const [services, answered] = await Promise.all([
    Promise.all(containers.filter((each) => each.service !== 'client').map(describeService)),
    progress.step('waiting for the first replies', () =>
      firstReplies(
        containers.filter((each) => each.service === 'client'),
        { parseLine, timeoutMs, ...control },
      ),
    ),
  ]);
  return { project, services, clients: answered };
}

interface BedContainer extends ClientContainer {
  /** Name of the compose service. */
  readonly service: string;
  readonly state: string;
  /** `Up 3 seconds (healthy)` */
  readonly status: string;
}

/** The containers of a project, as they are now. */
async function bedContainers(docker: Docker, project: string): Promise<BedContainer[]> {
  const listed = await docker.listContainers({ all: true, filters: ofProject(project) });
  return listed
    .map(({ Id, Names, Labels, State, Status }) => ({
      name: (Names[0] ?? Id).replace(/^\//, ''),
      service: Labels['com.docker.compose.service'] ?? '',
      state: State,
      status: Status,
      container: docker.getContainer(Id),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

async function describeService({
  name,
  service,
  state,
  status,
  container,
}: BedContainer): Promise<BedService> {
  const health = /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1];
  const addresses: string[] = [];
  for await (const line of containerLines(container, { follow: false })) {
    addresses.push(...readyAddress(service, line));
  }
  return { name: service, container: name, state, ...(health === undefined ? {} : { health }), addresses };
}

/** The address in a ready line, as other containers reach it; nothing for other lines. */
export function readyAddress(service: string, line: string): string[] {
  if (!line.startsWith('{"event":"ready"')) return [];
  const { port, path }: { port?: number; path?: string } = JSON.parse(line);
  if (path !== undefined) return [path];
  return port === undefined ? [] : [`${service}:${port}`];
}

/** The last lines of every container that ended badly or is unhealthy; empty when there is none. */
async function failedLogs(docker: Docker, project: string): Promise<string> {
  const failed = (await bedContainers(docker, project)).filter(
    ({ state, status }) => /unhealthy/.test(status) || (state === 'exited' && !/Exited \(0\)/.test(status)),
  );
  const parts: string[] = [];
  for (const { name, status, container } of failed.slice(0, 3)) {
    parts.push(`\n--- ${name}: ${status}`);
    for await (const line of containerLines(container, { follow: false, tailLines: 10 })) parts.push(line);
  }
  return parts.join('\n');
}

/** Calls `onLine` for what the clients say from now on; resolves when `signal` aborts or all of them have ended. */
export async function followClients(
  project: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const containers = await bedContainers(await dockerClient(), project);
  const clients = containers.filter(({ service }) => service === 'client');
  await Promise.all(
    clients.map(async ({ container }) => {
      for await (const line of containerLines(container, { signal, tailLines: 0 })) onLine(line);
    }),
  );
}

export interface BedParts {
  readonly project: string;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** Takes the bed down with its networks and volumes and says what there was. Twice is fine. */
export async function stopStandingBed(
  options: { project?: string; progress?: Progress; graceSeconds?: number } = {},
): Promise<BedParts> {
  const { progress = silentProgress, graceSeconds = 5 } = options;
  const project = options.project ?? (await composeProjectName());
  const docker = await dockerClient();
  const before = await standingBedParts(project, docker);
  if (countParts(before) === 0) return before;
  await progress.step(`taking down ${project}: ${describeParts(before)}`, async () => {
    const down = ['down', '--volumes', '--remove-orphans', '--timeout', String(graceSeconds)];
    const result = await compose(down, { project });
    if (result.exitCode !== 0) throw composeFailure('the bed cannot be taken down', result);
  });
  const after = await standingBedParts(project, docker);
  if (countParts(after) === 0) return before;
  const left = {
    exitCode: 1,
    stdout: '',
    stderr: '',
    output: `still there: ${describeParts(after)}`,
    timedOut: false,
  };
  throw composeFailure('the bed was not taken down whole', left);
}

/** Everything that carries the project's label: what `compose up` has made and nobody has removed. */
export async function standingBedParts(project: string, client?: Docker): Promise<BedParts> {
  const docker = client ?? (await dockerClient());
  const filters = ofProject(project);
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters: JSON.stringify(filters) }),
  ]);
  return {
    project,
    containers: containers.map(({ Id, Names }) => (Names[0] ?? Id).replace(/^\//, '')).sort(),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: volumes.Volumes.map(({ Name }) => Name).sort(),
  };
}

function countParts({ containers, networks, volumes }: BedParts): number {
  return containers.length + networks.length + volumes.length;
}

/** `9 containers, 1 network, 1 volume` */
export function describeParts({ containers, networks, volumes }: BedParts): string {
  const count = (parts: readonly string[], noun: string) =>
    `${parts.length} ${noun}${parts.length === 1 ? '' : 's'}`;
  return [count(containers, 'container'), count(networks, 'network'), count(volumes, 'volume')].join(', ');
}
