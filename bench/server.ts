// A server that is being measured: a process of its own, its port, its processor time, its memory.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Linux counts processor time in hundredths of a second on every architecture that Node supports. */
const tickMs = 10;

export class MeasuredServer implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts `command`, which prints its port; `core` pins it (all its threads and children) to one core. */
  static async start(command: readonly string[], core?: number): Promise<MeasuredServer> {
    const pinned = core === undefined ? command : ['taskset', '-c', String(core), ...command];
    const [program = '', ...args] = pinned;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return new MeasuredServer(child, Number(line));
  }

  /** User and system time of the server and its children so far, ms. */
  cpuMs(): number {
    return this.#pids().reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  }

  /** Resident memory of the server, bytes. */
  memoryBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  #pids(): number[] {
    const own = Number(this.#child.pid);
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
    }
    return [own, ...[...parents].filter(([, parent]) => parent === own).map(([pid]) => pid)];
  }
}

/** The fields of /proc/PID/stat after the name, which may hold spaces; empty when the process is gone. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? 0);
}

function cpuMsOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}
