// The dockerd that socketbed starts on a machine without an init system, and only that one: start, find again, stop.
//
// `engine.json` in the cache says which process it is. A pid alone could be anyone's after a reboot, so the process's
// start time is kept with it.

import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { cacheDirectory, logFile } from './cache.ts';
import { lastLines, runChild } from './child.ts';

export interface OwnDaemon {
  readonly pid: number;
  /** Clock ticks after boot, as /proc/PID/stat has it. */
  readonly startTicks: string;
  readonly logPath: string;
}

const statePath = () => join(cacheDirectory(), 'engine.json');
const pollMs = 100;

/** The dockerd that we started, while it lives. */
export function ownDaemon(): OwnDaemon | undefined {
  if (!existsSync(statePath())) return undefined;
  const daemon: OwnDaemon = JSON.parse(readFileSync(statePath(), 'utf8'));
  return isAlive(daemon) ? daemon : undefined;
}

function isAlive({ pid, startTicks }: OwnDaemon): boolean {
  const process = readProcess(pid);
  return process?.name === 'dockerd' && process.startTicks === startTicks;
}

function readProcess(pid: number): { name: string; parent: number; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything; the fields after it are counted from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { name, parent: Number(fields[1]), startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** Starts dockerd in a session of its own and waits until `answers` says so. */
export async function startDaemon(
  answers: () => Promise<boolean>,
  { timeoutMs = 60_000 }: { timeoutMs?: number } = {},
): Promise<void> {
  if (existsSync('/run/systemd/system')) {
    await runChild('systemctl', ['start', 'docker'], { timeoutMs });
  }
  if (await answers()) return;
  forgetDeadDaemon();
  const logPath = logFile('dockerd');
  const log = openSync(logPath, 'w');
  const child = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log], cwd: '/' });
  closeSync(log);
  remember(child.pid, logPath);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  child.unref();
  const deadline = performance.now() + timeoutMs;
  while (ended === undefined && performance.now() < deadline) {
    if (await answers()) return;
    await pause(pollMs);
  }
  if (ended === undefined) child.kill('SIGTERM');
  throw new SocketbedError({
    code: 'ENGINE_INSTALL_FAILED',
    what: 'dockerd does not start',
    found: `${ended ?? `it gave no answer in ${timeoutMs} ms`}\n${lastLines(readFileSync(logPath, 'utf8'), 8)}`,
    advice: `See ${logPath}; dockerd needs root, cgroups and iptables`,
  });
}

// dockerd takes over the pid file of a process that is gone, but believes in a zombie: after kill -9, where process 1 is
// slow to reap, it would refuse to start.
function forgetDeadDaemon(): void {
  for (const path of ['/run/docker.pid', '/run/docker/containerd/containerd.pid']) {
    if (existsSync(path) && readProcess(Number(readFileSync(path, 'utf8'))) === undefined) rmSync(path);
  }
}

function remember(pid: number | undefined, logPath: string): void {
  if (pid === undefined) return;
  const startTicks = readProcess(pid)?.startTicks ?? '';
  writeFileSync(statePath(), `${JSON.stringify({ pid, startTicks, logPath } satisfies OwnDaemon)}\n`);
}

/** Stops the daemon that we started, with the containerd it runs; containers are stopped by it. False: none of ours. */
export async function stopDaemon({ timeoutMs = 30_000 }: { timeoutMs?: number } = {}): Promise<boolean> {
  const daemon = ownDaemon();
  if (daemon === undefined) {
    rmSync(statePath(), { force: true });
    return false;
  }
  const containerd = containerdOf(daemon.pid);
  await endProcess('dockerd', daemon, timeoutMs);
  if (containerd !== undefined) await endProcess('containerd', containerd, timeoutMs);
  rmSync(statePath(), { force: true });
  return true;
}

// dockerd ends its containerd when it is asked to stop, but not when it has to be killed.
function containerdOf(parent: number): Omit<OwnDaemon, 'logPath'> | undefined {
  try {
    const pid = Number(readFileSync('/run/docker/containerd/containerd.pid', 'utf8'));
    const process = readProcess(pid);
    const isOurs = process?.name === 'containerd' && process.parent === parent;
    return isOurs ? { pid, startTicks: process.startTicks } : undefined;
  } catch {
    return undefined;
  }
}

async function endProcess(
  name: string,
  { pid, startTicks }: { pid: number; startTicks: string },
  timeoutMs: number,
): Promise<void> {
  const lives = () => {
    const process = readProcess(pid);
    return process?.name === name && process.startTicks === startTicks;
  };
  const deadline = performance.now() + timeoutMs;
  if (lives()) process.kill(pid, 'SIGTERM');
  while (lives() && performance.now() < deadline) await pause(pollMs);
  if (lives()) process.kill(pid, 'SIGKILL');
}
