// Whether its memory returns when its clients have gone, read from outside from its cgroup. A program that has warmed up
// needs no more for the next hundred clients than for the last: what grows with each wave is a leak.

import { memoryBytesOf } from '../../testbed/container-state.ts';
import { failed, passed, unknown } from '../judgement.ts';
import { talkOnce } from '../talk.ts';
import type { ServerCheck } from './server-check.ts';

const waves = 5;
const clientsPerWave = 60;
const atOnce = 20;
/** Less than that in a wave is a heap that breathes. */
const waveGrowthBytes = 1.5 * 2 ** 20;
const growthBytes = 10 * 2 ** 20;

export const memoryReturns: ServerCheck = {
  name: 'memory-returns',
  question: 'Does its memory return when its clients have gone?',
  expected: 'it does not grow with each wave of clients',
  during: 'waves of clients came and went',
  async run(bench, record) {
    const seen: number[] = [];
    await record.broke(`${waves} waves of ${clientsPerWave} clients`, async () => {
      for (let wave = 0; wave < waves; wave += 1) {
        bench.parts.signal?.throwIfAborted();
        for (let clients = 0; clients < clientsPerWave; clients += atOnce) {
          await Promise.all(
            Array.from({ length: atOnce }, () =>
              talkOnce(bench.parts.bad, bench.door, bench.talk, bench.timeoutMs),
            ),
          );
        }
        seen.push((await memoryBytesOf(bench.parts.server)) ?? Number.NaN);
      }
    });
    await bench.askNoted(record);
    if (seen.some(Number.isNaN))
      return unknown('the engine does not tell how much memory it has: its cgroup has no memory controller');
    const told = seen.map(mebibytes).join(', ');
    const clients = clientsPerWave * waves;
    if (!isLeak(seen))
      return passed(
        `its memory does not grow with its clients: ${told} MiB, ${clients} clients in ${waves} waves`,
      );
    const perClient = ((seen.at(-1) ?? 0) - (seen[0] ?? 0)) / (clientsPerWave * (waves - 1));
    return failed(
      `its memory grows with each wave of ${clientsPerWave} clients: ${told} MiB, some ${Math.round(perClient / 1024)} KiB for each client that has gone`,
      'Something keeps what belongs to closed connections: a list, a map, a listener, a timer',
    );
  },
};

/** It has grown in every wave after the first, and by a lot. */
export function isLeak(seen: readonly number[]): boolean {
  const steps = seen.slice(1).map((bytes, index) => bytes - (seen[index] ?? bytes));
  const growth = (seen.at(-1) ?? 0) - (seen[0] ?? 0);
  return steps.every((step) => step > waveGrowthBytes) && growth > growthBytes;
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
