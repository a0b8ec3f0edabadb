// Brings a compose project up as a bed, under a name of ours, so that it disturbs no other copy of itself and the reaper
// finds it whatever happens.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { dockerClient } from '../docker.ts';
import { type ChildResult, lastLines } from '../engine/child.ts';
import { runProject } from '../labels.ts';
import { projectLeftovers } from '../leftovers.ts';
import { ownRun } from '../own-run.ts';
import type { Run } from '../run.ts';
import { ComposeBed } from './compose-bed.ts';
import {
  type ComposeCall,
  type ComposeConfig,
  composeFiles,
  composeOverlay,
  readComposeConfig,
  runCompose,
} from './compose-files.ts';
import { noService } from './compose-project.ts';
import type { ProjectContainer } from './project-container.ts';
import { readyTimeoutMs, withLastLines } from './until-ready.ts';

export interface ComposeBedOptions {
  /** One, or several of which each is laid over those before. Default: the one that docker compose would take. */
  readonly file?: string | readonly string[];
  /** Variables for the file, besides those of this process and of `.env` beside it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Only these, and what they depend on. Default: all. */
  readonly services?: readonly string[];
  /** How many replicas: `{ web: 3 }`. Default: as the file says. */
  readonly scale?: Readonly<Record<string, number>>;
  /** Builds the images again that the file says how to build. Default: true. */
  readonly build?: boolean;
  /**
   * Without its published ports and its names of containers, so that it can be up beside another copy of itself. Tests
   * then ask it by a probe. Default: false.
   */
  readonly apart?: boolean;
  /** How long it may take to be healthy once its containers have been started, ms. Default 120,000. */
  readonly timeoutMs?: number;
  /** The run that it belongs to. Default: one of this process. */
  readonly run?: Run;
}

/**
 * Starts a compose project of one's own and resolves when all of it is healthy. Leaving its scope removes it, with its
 * networks, volumes and the images that were built for it. What the file has from outside (`external`, directories of this
 * machine) is used as it is. OPTION_INVALID without a file, COMPOSE_FAILED with compose's own
 * words, BED_NOT_READY with what the container said last; of a start that failed nothing is left.
 */
export async function composeBed(options: ComposeBedOptions = {}): Promise<ComposeBed> {
  const { env = {}, services = [], scale = {}, timeoutMs = readyTimeoutMs, run = ownRun() } = options;
  const call: ComposeCall = { files: composeFiles(options.file), env };
  const config = await readComposeConfig(call);
  const names = Object.keys(config.services);
  const unknown = [...services, ...Object.keys(scale)].find((name) => !names.includes(name));
  if (unknown !== undefined) throw noService(config.name, unknown, names);
  const docker = await dockerClient();
  const project = `${runProject(run.id)}${config.name}-${randomBytes(2).toString('hex')}`;
  const takeDown = () => removeProject(docker, project);
  const bed = new ComposeBed({ docker, run, project, takeDown });
  try {
    await composeUp({ ...call, project }, { ...options, config, run, containers: () => bed.containers() });
    await bed.untilReady(timeoutMs);
    return bed;
  } catch (error) {
    await bed.stop();
    throw error;
  }
}

interface Start extends ComposeBedOptions {
  readonly config: ComposeConfig;
  readonly run: Run;
  readonly containers: () => Promise<readonly ProjectContainer[]>;
}

async function composeUp(call: ComposeCall & { readonly project: string }, start: Start): Promise<void> {
  const { config, run, containers, services = [], scale = {}, build = true, apart = false } = start;
  const { project } = call;
  const directory = mkdtempSync(join(tmpdir(), 'socketbed-compose-'));
  try {
    const overlay = join(directory, 'overlay.yml');
    writeFileSync(overlay, composeOverlay(config, { runId: run.id, project, apart }));
    const scales = Object.entries(scale).flatMap(([name, count]) => ['--scale', `${name}=${count}`]);
    // Without --wait: it takes a job that has done its work for a failure.
    const result = await runCompose({ ...call, files: [...call.files, overlay] }, [
      ...['up', '--detach', '--quiet-pull', ...(build ? ['--build'] : []), ...scales],
      ...services,
    ]);
    if (result.exitCode !== 0) throw notUp(config.name, result, await whoFailed(containers));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function removeProject(docker: Docker, project: string): Promise<void> {
  for (const kind of await projectLeftovers(docker, project))
    await Promise.all(kind.map(({ remove }) => remove()));
}

const clashes = [/container name .* is already in use/, /port is already allocated|address already in use/];

function notUp(name: string, { stdout, stderr }: ChildResult, failed: string): SocketbedError {
  // The progress of each container is not worth a line.
  const lines = stderr.split('\n').filter((line) => !/^\s*(Container|Network|Volume|Image) /.test(line));
  const said = lastLines(lines.join('\n').trim() === '' ? stdout : lines.join('\n'), 8);
  const isClash = clashes.some((clash) => clash.test(stderr));
  return new SocketbedError({
    code: 'COMPOSE_FAILED',
    what: `docker compose cannot start the project ${name}`,
    found: `${said}${failed}`,
    advice: isClash
      ? `Something has that name or port, perhaps the same project: use what runs (attachedBed({ project: '${name}' })), take it down, or start this one without its ports and names (apart: true)`
      : 'See whether `docker compose up` starts it',
  });
}

/** What those said that ended badly, or are unhealthy: what others waited for. */
async function whoFailed(containers: Start['containers']): Promise<string> {
  const parts: string[] = [];
  for (const { name, docker } of await containers()) {
    const { State } = await docker.inspect();
    const isSick = State.Health?.Status === 'unhealthy';
    if (!isSick && (State.Status !== 'exited' || State.ExitCode === 0)) continue;
    const why = isSick ? `${name} is unhealthy` : `${name} ended with ${State.ExitCode}`;
    parts.push(`\n${await withLastLines(docker, why)}`);
  }
  return parts.join('');
}
