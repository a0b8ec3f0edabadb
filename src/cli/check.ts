// socketbed check: your own image, unchanged, as a server or as a client: how does it behave when connections break?
// Options -> programs -> src/check -> a line for each check, results.json, the exit code.

import { existsSync, readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { bytesOf } from '../check/bytes.ts';
import {
  type ClientProgram,
  clientDefaults,
  type UpstreamProgram,
  upstreamDefaults,
} from '../check/client/client-program.ts';
import { type ServerProgram, serverDefaults } from '../check/server/server-program.ts';
import { isSystemError, SocketbedError } from '../errors/socketbed-error.ts';
import { type PlannedCheck, runChecks } from './check-run.ts';
import type { Ending } from './failure.ts';
import { printJson } from './output.ts';
import { shellWord, splitWords } from './words.ts';

interface CheckOptions {
  readonly server?: string;
  readonly client?: string;
  readonly answer?: string;
  readonly upstream?: string;
  readonly upstreamPort?: number;
  readonly upstreamCommand?: string;
  readonly upstreamEnv?: Readonly<Record<string, string>>;
  readonly patienceMs?: number;
  readonly port?: number;
  readonly probe?: string;
  readonly expect?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: string;
  readonly idleTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly startMs?: number;
  readonly graceMs?: number;
  readonly connections?: number;
  readonly file?: string;
  readonly schema?: boolean;
  readonly json?: boolean;
}

export function checkCommand(ending: Ending): Command {
  const command = new Command('check')
    .description('how your own image behaves when connections break')
    .option('--server <image>', 'a server: played with by good clients and bad ones')
    .option(
      '--client <image>',
      'a client: sent to good servers and bad ones; see SOCKETBED_TARGET in the README',
    )
    .option('--port <port>', 'the TCP port that the server listens on', portNumber)
    .option('--probe <text>', 'what a good client says first; \\r \\n \\xNN \\\\ are understood')
    .option('--expect <text>', 'what the answer to it begins with')
    .option('--env <name=value>', 'a variable of its environment; may be given again', variable)
    .option(
      '--command <words>',
      "the command to run in it, words quoted as for a shell (default: the image's)",
    )
    .option(
      '--idle-timeout-ms <ms>',
      'the server promises to close clients that say nothing for so long',
      wholeNumber,
    )
    .option('--timeout-ms <ms>', 'how long a good client waits for an answer (default: 3000)', wholeNumber)
    .option(
      '--start-ms <ms>',
      'how long a server, or an upstream, may take to start (default: 15000)',
      wholeNumber,
    )
    .option(
      '--grace-ms <ms>',
      'how long it may take to end after its stop signal (default: 10000)',
      wholeNumber,
    )
    .option('--connections <number>', 'clients at once at the most (default: 200)', wholeNumber)
    .option(
      '--answer <text>',
      'what the target of a client answers to each request (default: it, in upper case)',
    )
    .option('--upstream <image>', 'a real server that answers a client: the target relays to it')
    .option('--upstream-port <port>', 'the TCP port that it listens on', portNumber)
    .option('--upstream-command <words>', "the command to run in it (default: the image's)")
    .option('--upstream-env <name=value>', 'a variable of its environment; may be given again', variable)
    .option('--patience-ms <ms>', 'how long a client may take in each case (default: 15000)', wholeNumber)
    .option('--file <path>', 'the programs to check, all of them (default: socketbed.yml, if there is one)')
    .option('--schema', 'print the schema of that file')
    .option('--json', 'print one JSON document');
  return command.action(async (options: CheckOptions) => {
    const rerun = `./socketbed check ${process.argv.slice(3).map(shellWord).join(' ')}`;
    if (options.schema === true) return printJson((await planFile()).planJsonSchema());
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
    return ofServer(serverOf(server, options), 'server');
  }
  if (client !== undefined && server === undefined) {
    return ofClient(clientOf(client, options), 'client');
  }
  const advice = 'Name one image: --server IMAGE --port PORT, --client IMAGE, or a file with --file';
  throw usage(server === undefined ? 'what to check is not said' : 'one image at a time is checked', advice);
}

function clientOf(image: string, options: CheckOptions): ClientProgram {
  const { command, env = {}, answer, patienceMs, upstream } = options;
  if (answer !== undefined && upstream !== undefined)
    throw usage('an answer and an upstream are named', 'Name one of them: who is to answer the client?');
  return {
    image,
    ...(command === undefined ? {} : { command: splitWords(command) }),
    env,
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

function serverOf(image: string, options: CheckOptions): ServerProgram {
  const { port, probe, expect, command, idleTimeoutMs } = options;
  if (port === undefined) throw usage('the port of the server is not said', 'Add --port PORT');
  return {
    image,
    ...(command === undefined ? {} : { command: splitWords(command) }),
    env: options.env ?? {},
    port,
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

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number above 0.');
}

function portNumber(text: string): number {
  if (wholeNumber(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It has to be from 1 to 65535.');
}

function variable(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It has to be NAME=VALUE.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

const usage = (what: string, advice: string): SocketbedError =>
  new SocketbedError({ code: 'USAGE', what, advice });
