// The compose file of somebody else's project: which file it is, what docker compose makes of it, and the few lines that we
// lay over it.

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { type ChildResult, lastLines, runChild } from '../engine/child.ts';
import { runLabel } from '../labels.ts';

/** What `docker compose config --format json` says, as far as it is of interest here. */
export interface ComposeConfig {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks?: Readonly<Record<string, ComposeResource | null>>;
  readonly volumes?: Readonly<Record<string, ComposeResource | null>>;
}

interface ComposeService {
  readonly container_name?: string;
  readonly ports?: readonly { readonly published?: string }[];
}

interface ComposeResource {
  readonly external?: boolean;
  /** In Docker: `shop_data`, or what the file says. */
  readonly name?: string;
}

/** By docker compose's own order; the second is laid over the first where there is one. */
const defaultFiles = [
  ['compose.yaml', 'compose.override.yaml'],
  ['compose.yml', 'compose.override.yml'],
  ['docker-compose.yml', 'docker-compose.override.yml'],
  ['docker-compose.yaml', 'docker-compose.override.yaml'],
] as const;

/** Absolute paths of the files that are meant. OPTION_INVALID for one that is not there. */
export function composeFiles(named?: string | readonly string[], directory = process.cwd()): string[] {
  const files = (typeof named === 'string' ? [named] : (named ?? [])).map((file) => resolve(directory, file));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw noFile(missing);
  if (files.length > 0) return files;
  const pairs = defaultFiles.map((pair) => pair.map((file) => resolve(directory, file)));
  const pair = pairs.find(([file = '']) => existsSync(file));
  if (pair === undefined) throw noFile(resolve(directory, 'docker-compose.yml'));
  return pair.filter((file) => existsSync(file));
}

export interface ComposeCall {
  readonly files: readonly string[];
  /** Default: compose's own, from the file or its directory. */
  readonly project?: string;
  /** Besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Runs `docker compose ARGS`; TOOL_MISSING where there is none. */
export async function runCompose(call: ComposeCall, args: readonly string[]): Promise<ChildResult> {
  const { files, project, env = {}, timeoutMs } = call;
  const directory = dirname(files[0] ?? '.');
  const name = project === undefined ? [] : ['--project-name', project];
  const named = files.flatMap((file) => ['--file', file]);
  const result = await runChild(
    'docker',
    ['compose', '--ansi', 'never', '--progress', 'plain', '--project-directory', directory].concat(
      named,
      name,
      args,
    ),
    {
      cwd: directory,
      env: { ...process.env, ...env },
      ownGroup: true,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  );
  if (result.exitCode === 127 || /is not a docker command/.test(result.output)) throw noCompose(result);
  return result;
}

/** COMPOSE_FAILED, with compose's own words, for a file that it does not understand. */
export async function readComposeConfig(call: ComposeCall): Promise<ComposeConfig> {
  // With the services of all profiles: they can be asked for by name.
  const result = await runCompose(call, ['--profile', '*', 'config', '--format', 'json']);
  if (result.exitCode === 0) return JSON.parse(result.stdout);
  throw new SocketbedError({
    code: 'COMPOSE_FAILED',
    what: `docker compose cannot read ${call.files.join(' and ')}`,
    found: lastLines(result.stderr, 6),
    advice: `See \`docker compose --file ${call.files[0]} config\``,
  });
}

export interface Overlay {
  readonly runId: string;
  /** Name of the project that it becomes. */
  readonly project: string;
  readonly apart: boolean;
}

/**
 * YAML to be laid over the file: our label on all that is made; names of ours for networks and volumes to which the file
 * gives one, so that a test never works on the data of another copy; and with `apart` neither published ports nor names of
 * containers.
 */
export function composeOverlay(config: ComposeConfig, { runId, project, apart }: Overlay): string {
  const quoted = JSON.stringify;
  const labels = `labels: { ${quoted(runLabel)}: ${quoted(runId)} }`;
  const services = Object.entries(config.services).flatMap(([name, { container_name, ports = [] }]) => [
    `  ${quoted(name)}:`,
    `    ${labels}`,
    ...(apart && container_name !== undefined ? ['    container_name: !reset null'] : []),
    ...(apart && ports.length > 0 ? ['    ports: !reset []'] : []),
  ]);
  const isNamed = (key: string, name?: string) => name !== undefined && name !== `${config.name}_${key}`;
  const own = (resources: ComposeConfig['networks'] = {}) =>
    Object.entries(resources)
      .filter(([, resource]) => resource?.external !== true)
      .map(([key, resource]) => {
        const name = isNamed(key, resource?.name) ? `name: ${quoted(`${project}_${key}`)}, ` : '';
        return `  ${quoted(key)}: { ${name}${labels} }`;
      });
  const [networks, volumes] = [own(config.networks), own(config.volumes)];
  return [
    'services:',
    ...services,
    ...(networks.length === 0 ? [] : ['networks:', ...networks]),
    ...(volumes.length === 0 ? [] : ['volumes:', ...volumes]),
    '',
  ].join('\n');
}

function noFile(path: string): SocketbedError {
  const advice = 'Name it: composeBed({ file: "path/to/docker-compose.yml" }), from where the process runs';
  return new SocketbedError({ code: 'OPTION_INVALID', what: `there is no compose file ${path}`, advice });
}

function noCompose({ output }: ChildResult): SocketbedError {
  return new SocketbedError({
    code: 'TOOL_MISSING',
    what: 'docker compose cannot be run',
    found: lastLines(output, 1),
    advice: 'Install the Compose plug-in, 2.24 or later (`docker compose version`)',
  });
}
