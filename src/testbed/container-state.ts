// How a container of a bed stands, as the engine knows it: running or ended and how, and the memory of its cgroup.
// Nothing of it needs a tool or a right inside.

import type { BedContainer } from './bed-container.ts';

export interface ContainerState {
  readonly isRunning: boolean;
  /** Of its first process; 128 and the number of a signal that ended it. Meaningless while it runs. */
  readonly exitCode: number;
  /** The kernel killed it because its memory was used up. */
  readonly outOfMemory: boolean;
}

export async function stateOf({ docker }: BedContainer): Promise<ContainerState> {
  const { State } = await docker.inspect();
  return { isRunning: State.Running, exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
}

/** Bytes that its processes hold, without the files that the kernel keeps for them; undefined where no cgroup says so. */
export async function memoryBytesOf({ docker }: BedContainer): Promise<number | undefined> {
  const { memory_stats: memory } = await docker.stats({ stream: false, 'one-shot': true });
  if (memory?.usage === undefined) return undefined;
  // By the names of cgroup v2 and v1.
  const cached = memory.stats?.inactive_file ?? memory.stats?.total_inactive_file ?? 0;
  return memory.usage - cached;
}

/** The last `count` lines of its log that say anything. */
export async function lastLinesOf(container: BedContainer, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of container.lines({ follow: false, tailLines: count * 3 })) {
    if (line.trim() !== '') lines.push(line.trimEnd());
  }
  return lines.slice(-count);
}
