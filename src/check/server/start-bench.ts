// Starts the containers of a bench: the machine first, then what stands on it and beside it.

import type { Bed } from '../../testbed/bed.ts';
import { type BenchParts, ServerBench } from './server-bench.ts';

/** Rejects as Docker does when the image cannot be started; what was started until then stays in the bed. */
export async function startBench(
  bed: Bed,
  given: Pick<BenchParts, 'program' | 'image'>,
  ulimits: Readonly<Record<string, number>> = {},
): Promise<ServerBench> {
  const { program } = given;
  const machine = await bed.probe();
  const starts = [
    bed.container({
      role: 'server',
      image: program.image,
      ...(program.command === undefined ? {} : { command: program.command }),
      env: program.env,
      ...(program.files === undefined ? {} : { files: program.files }),
      machine: machine.container,
      ulimits,
    }),
    bed.probe(),
    bed.probe(),
    bed.sidecar(machine.container),
  ] as const;
  // All to their end, also when one fails: a bed cannot be taken down while something in it is being started.
  await Promise.allSettled(starts);
  const [server, good, bad, sidecar] = await Promise.all(starts);
  return new ServerBench({ ...given, bed, machine, server, good, bad, sidecar });
}
