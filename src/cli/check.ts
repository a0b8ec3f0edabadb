// socketbed check: your own image, unchanged, as a server or as a client: how does it behave when connections break?
// Options -> programs -> src/check -> a line for each check, results.json, the exit code.

import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { bytesOf } from '../check/bytes.ts';
import {
  type ClientProgram,
  clientDefaults,
  type UpstreamProgram,
  upstreamDefaults,
} from '../check/client/client-program.ts';
import { isPlace, serverPlace } from '../check/server/server-place.ts';
import { type ServerProgram, serverDefaults } from '../check/server/server-program.ts';
import { isSystemError, SocketbedError } from '../errors/socketbed-error.ts';
import { addCheckOptions, type CheckOptions } from './check-options.ts';
import { type PlannedCheck, runChecks } from './check-run.ts';
import type { Ending } from './failure.ts';
import { printJson } from './output.ts';
import { shellWord, splitWords } from './words.ts';

export function checkCommand(ending: Ending): Command {
  const command = new Command('check').description('how your own image behaves when connections break');
  addCheckOptions(command);
  return command.action(async (options: CheckOptions) => {
    const rerun = `./socketbed check ${process.argv.slice(3).map(shellWord).join(' ')}`;
    if (options.schema === true) return printJson((await import('../check/plan-schema.ts')).planJsonSchema());
    ending.exitCode = await runChecks(await plansOf(options), { json: options.json === true, rerun });
  });
}

// Loaded only when they are needed: other commands would start a second later.
const planFile = () => import('../check/plan-file.ts');

function ofServer(program: ServerProgram, name: string): PlannedCheck {
  return {
    name,
    check: async (place) => (await import('../check/server/check-server.ts')).checkServer(program, place),
  };
}

function ofClient(program: ClientProgram, name: string): PlannedCheck {
  return {
    name,
    check: async (place) => (await import('../check/client/check-client.ts')).checkClient(program, place),
  };
}

const defaultFile = 'socketbed.yml';

async function plansOf(options: CheckOptions): Promise<PlannedCheck[]> {
  const isNamed = options.server !== undefined || options.client !== undefined;
  if (isNamed && options.file !== undefined) throw usage('a file and an image are named', 'Name one of them');
  if (isNamed) return [planOf(options)];
  if (options.file === undefined && !existsSync(defaultFile)) return [planOf(options)];
  const path = options.file ?? defaultFile;
  refuse(
    [...ofPrograms, ...ofServers, ...ofClients, ...ofUpstreams],
    options,
    `${path} says it for each program`,
  );
  const { readPlan } = await planFile();
  return readPlan(textOf(path), path).map((plan) =>
    'server' in plan
      ? ofServer(plan.server, `${plan.name}/server`)
      : ofClient(plan.client, `${plan.name}/client`),
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const advice = 'Name a file that can be read';
    throw new SocketbedError({
      code: 'USAGE',
      what: `cannot read ${path}`,
      found: cause.message,
      advice,
      cause,
    });
  }
}

function planOf(options: CheckOptions): PlannedCheck {
  const { server, client } = options;
  if (server !== undefined && client === undefined) {
    refuse([...ofClients, ...ofUpstreams], options, 'a server is checked');
    return ofServer(serverOf(server, options), 'server');
  }
  if (client !== undefined && server === undefined) {
    refuse(ofServers, options, 'a client is checked');
    if (options.upstream === undefined) refuse(ofUpstreams, options, 'no --upstream is named');
    return ofClient(clientOf(client, options), 'client');
  }
  const advice = 'Name one image: --server IMAGE --port PORT, --client IMAGE, or a file with --file';
  throw usage(server === undefined ? 'what to check is not said' : 'one image at a time is checked', advice);
}

// Which options mean something for what.
const ofPrograms = ['transport', 'env', 'command', 'startMs'] as const;
const ofClients = ['answer', 'upstream', 'patienceMs'] as const;
const ofUpstreams = ['upstreamPort', 'upstreamCommand', 'upstreamEnv'] as const;
const ofServers = [
  'port',
  'path',
  'health',
  'probe',
  'expect',
  'idleTimeoutMs',
  'timeoutMs',
  'graceMs',
  'connections',
] as const;

/** What would be passed over in silence. */
function refuse(names: readonly (keyof CheckOptions)[], options: CheckOptions, because: string): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const flag = `--${given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usage(`${flag} means nothing here: ${because}`, `Leave ${flag} out`);
}

function clientOf(image: string, options: CheckOptions): ClientProgram {
  const { command, env = {}, answer, patienceMs, upstream, transport } = options;
  if (answer !== undefined && upstream !== undefined)
    throw usage('an answer and an upstream are named', 'Name one of them: who is to answer the client?');
  if (transport === 'udp' && upstream !== undefined)
    throw usage('an upstream is reached over TCP', 'Leave --upstream out, or --transport udp');
  return {
    image,
    ...(command === undefined ? {} : { command: splitWords(command) }),
    env,
    ...(transport === undefined ? {} : { transport }),
    ...(answer === undefined ? {} : { answer: bytesOf(answer, '--answer') }),
    ...(upstream === undefined ? {} : { upstream: upstreamOf(upstream, options) }),
    patienceMs: patienceMs ?? clientDefaults.patienceMs,
  };
}

function upstreamOf(image: string, options: CheckOptions): UpstreamProgram {
  const { upstreamPort: port, upstreamCommand: command, upstreamEnv: env = {}, startMs } = options;
  if (port === undefined) throw usage('the port of the upstream is not said', 'Add --upstream-port PORT');
  return {
    image,
    port,
    ...(command === undefined ? {} : { command: splitWords(command) }),
    env,
    startMs: startMs ?? upstreamDefaults.startMs,
  };
}

const placeOptions = {
  transport: (name: string) => `--transport ${name}`,
  port: '--port PORT',
  path: '--path PATH',
  probe: '--probe TEXT',
  idleTimeoutMs: '--idle-timeout-ms',
} as const;

function serverOf(image: string, options: CheckOptions): ServerProgram {
  const { probe, expect, command, idleTimeoutMs, health } = options;
  const place = serverPlace(options, placeOptions);
  if (!isPlace(place)) throw usage(place.what, place.advice);
  return {
    image,
    ...(command === undefined ? {} : { command: splitWords(command) }),
    env: options.env ?? {},
    ...place,
    ...(health === undefined ? {} : { health: splitWords(health) }),
    talk: {
      ...(probe === undefined ? {} : { probe: bytesOf(probe, '--probe') }),
      ...(expect === undefined ? {} : { expect: bytesOf(expect, '--expect') }),
    },
    timeoutMs: options.timeoutMs ?? serverDefaults.timeoutMs,
    startMs: options.startMs ?? serverDefaults.startMs,
    graceMs: options.graceMs ?? serverDefaults.graceMs,
    connectionsMax: options.connections ?? serverDefaults.connectionsMax,
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
  };
}

const usage = (what: string, advice: string): SocketbedError =>
  new SocketbedError({ code: 'USAGE', what, advice });
