// A bed of a compose project that is up already, whoever started it. Its containers stay as they are: what is removed in
// the end are our sidecars and probes.

import type Docker from 'dockerode';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { dockerClient, ofProject } from '../docker.ts';
import { ownRun } from '../own-run.ts';
import type { Run } from '../run.ts';
import { ComposeBed } from './compose-bed.ts';
import { composeFiles, readComposeConfig } from './compose-files.ts';
import { whatThereIs } from './nearest.ts';

export interface AttachedBedOptions {
  /** Name of the compose project (`docker compose ls`). Default: that of the file. */
  readonly project?: string;
  /** Compose file whose project is meant. Default: the one that docker compose would take. */
  readonly file?: string | readonly string[];
  /** The run that sidecars and probes belong to. Default: one of this process. */
  readonly run?: Run;
}

/** BED_STATE when no container of the project runs. */
export async function attachedBed(options: AttachedBedOptions = {}): Promise<ComposeBed> {
  const { run = ownRun() } = options;
  const docker = await dockerClient();
  const project = options.project ?? (await projectOf(options.file));
  const running = await docker.listContainers({ filters: ofProject(project) });
  if (running.length === 0) throw await notUp(docker, project);
  return new ComposeBed({ docker, run, project, takeDown: () => Promise.resolve() });
}

async function projectOf(file: AttachedBedOptions['file']): Promise<string> {
  const { name } = await readComposeConfig({ files: composeFiles(file) });
  return name;
}

async function notUp(docker: Docker, project: string): Promise<SocketbedError> {
  const running = await docker.listContainers({ filters: { label: ['com.docker.compose.project'] } });
  const names = running.map(({ Labels }) => Labels['com.docker.compose.project'] ?? '');
  return new SocketbedError({
    code: 'BED_STATE',
    what: `no container of the compose project ${project} runs`,
    found: whatThereIs(project, [...new Set(names)], 'no compose project is up'),
    advice: 'Start it (`docker compose up --detach --wait`), or let the test do that: composeBed({ file })',
  });
}
