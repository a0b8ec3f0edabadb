// The Docker engine: which one answers, and bringing one up where none does. An engine that answers is never touched.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import { runChild } from './child.ts';
import { ownDaemon, startDaemon, stopDaemon } from './daemon.ts';
import { findProgram } from './distribution.ts';
import { installEngine } from './install-engine.ts';
import { exclusively } from './lock.ts';
import { type Progress, silentProgress } from './progress.ts';
import { composeVersionMin, engineVersionMin, isAtLeast } from './versions.ts';

export interface EngineStatus {
  readonly answers: boolean;
  /** `26.1.5+dfsg1`; absent when no engine answers. */
  readonly version?: string;
  /** `2.26.1`; absent when the compose plugin is not installed. */
  readonly composeVersion?: string;
  /** `unix:///var/run/docker.sock` */
  readonly address: string;
  /** Who started the engine that answers. */
  readonly startedBy?: 'socketbed' | 'someone else';
  /** Process id and log of the engine, when socketbed started it. */
  readonly pid?: number;
  readonly logPath?: string;
  /** What the client said when no engine answers. */
  readonly reason?: string;
}

const answerTimeoutMs = 10_000;
export const defaultEngineAddress = 'unix:///var/run/docker.sock';

/** Asks the engine that `docker` would talk to, with DOCKER_HOST and the docker context in force. */
export async function engineStatus(): Promise<EngineStatus> {
  const [engine, compose, address] = await Promise.all([
    runChild('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: answerTimeoutMs }),
    runChild('docker', ['compose', 'version', '--short'], { timeoutMs: answerTimeoutMs }),
    engineAddress(),
  ]);
  const composeVersion = compose.exitCode === 0 ? { composeVersion: compose.stdout.trim() } : {};
  if (engine.exitCode !== 0) {
    const reason = engine.timedOut
      ? `no answer in ${answerTimeoutMs} ms`
      : engine.stderr.trim().replace(/\. Is the docker daemon running\?$/, '');
    return { answers: false, address, reason, ...composeVersion };
  }
  const own = address === defaultEngineAddress ? ownDaemon() : undefined;
  return {
    answers: true,
    version: engine.stdout.trim(),
    ...composeVersion,
    address,
    startedBy: own === undefined ? 'someone else' : 'socketbed',
    ...(own === undefined ? {} : { pid: own.pid, logPath: own.logPath }),
  };
}

/** Where `docker` looks for the engine: DOCKER_HOST, else the current context. */
export async function engineAddress(): Promise<string> {
  if (process.env.DOCKER_HOST) return process.env.DOCKER_HOST;
  const format = '{{.Endpoints.docker.Host}}';
  const context = await runChild('docker', ['context', 'inspect', '--format', format], {
    timeoutMs: answerTimeoutMs,
  });
  return context.exitCode === 0 ? context.stdout.trim() : defaultEngineAddress;
}

/** Resolves with an engine that answers and is new enough: the one that is there, else one installed and started. */
export async function ensureEngine(progress: Progress = silentProgress): Promise<EngineStatus> {
  const found = await engineStatus();
  if (found.answers) return requireVersions(found);
  if (found.address !== defaultEngineAddress || /permission denied/i.test(found.reason ?? '')) {
    throw unreachable(found);
  }
  await exclusively('engine', progress, () => bringUp(progress));
  return requireVersions(await engineStatus());
}

async function bringUp(progress: Progress): Promise<void> {
  // Another process may have done it while this one waited.
  const { answers, composeVersion } = await engineStatus();
  if (answers) return;
  const isInstalled = findProgram('dockerd') !== undefined && composeVersion !== undefined;
  if (!isInstalled) await installEngine(progress);
  await progress.step('starting the Docker engine', () => startDaemon(defaultEngineAnswers));
}

/** `env` for programs that know DOCKER_HOST but no docker contexts, as testcontainers. */
export function engineEnvironment({ address }: EngineStatus, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return address === defaultEngineAddress ? env : { ...env, DOCKER_HOST: address };
}

/** True once the engine at the default address answers. */
async function defaultEngineAnswers(): Promise<boolean> {
  const result = await runChild('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeoutMs: 2000,
  });
  return result.exitCode === 0;
}

function unreachable({ address, reason = '' }: EngineStatus): SocketbedError {
  const mayNot = /permission denied/i.test(reason);
  return new SocketbedError({
    code: 'ENGINE_UNREACHABLE',
    what: `the Docker engine at ${address} does not answer`,
    found: reason,
    advice: mayNot
      ? 'Add yourself to the group docker and log in again, or use sudo'
      : 'Start it, or unset DOCKER_HOST and `docker context use default`',
  });
}

/** Gives `status` back, or ENGINE_TOO_OLD / TOOL_MISSING. */
export function requireVersions(status: EngineStatus): EngineStatus {
  const { version = '', composeVersion } = status;
  if (!isAtLeast(version, engineVersionMin)) throw tooOld('the Docker engine', version, engineVersionMin);
  if (composeVersion === undefined) {
    throw new SocketbedError({
      code: 'TOOL_MISSING',
      what: 'the engine answers, but `docker compose` is not installed',
      advice: `Install the Compose plugin ${composeVersionMin} or newer (Debian: docker-compose, Ubuntu: docker-compose-v2)`,
    });
  }
  if (!isAtLeast(composeVersion, composeVersionMin))
    throw tooOld('Docker Compose', composeVersion, composeVersionMin);
  return status;
}

function tooOld(what: string, version: string, floor: string): SocketbedError {
  return new SocketbedError({
    code: 'ENGINE_TOO_OLD',
    what: `${what} is too old`,
    found: `it is ${version || 'of unknown version'}, ${floor} is needed`,
    advice: `Upgrade to ${floor} or newer`,
  });
}

/** Stops the engine if socketbed started it; says who has it otherwise. */
export async function stopEngine(
  progress: Progress = silentProgress,
): Promise<'stopped' | 'left alone' | 'not running'> {
  if (ownDaemon() !== undefined) {
    await progress.step('stopping the Docker engine', () => stopDaemon());
    return 'stopped';
  }
  return (await engineStatus()).answers ? 'left alone' : 'not running';
}
