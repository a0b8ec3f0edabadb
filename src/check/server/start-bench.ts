// Starts the containers of a bench: the machine first, then what stands on it and beside it.

import { posix } from 'node:path';
import type { Bed } from '../../testbed/bed.ts';
import type { ProbeOptions } from '../../testbed/container-options.ts';
import type { Door } from './door.ts';
import { type BenchParts, ServerBench } from './server-bench.ts';
import type { ServerProgram } from './server-program.ts';
import { TcpDoor } from './tcp-door.ts';
import { UdpDoor } from './udp-door.ts';
import { UnixDoor } from './unix-door.ts';

/** Rejects as Docker does when the image cannot be started; what was started until then stays in the bed. */
export async function startBench(
  bed: Bed,
  given: Pick<BenchParts, 'program' | 'image' | 'signal'>,
  ulimits: Readonly<Record<string, number>> = {},
): Promise<ServerBench> {
  const { program } = given;
  const shared = program.transport === 'unix' ? await sharedDirectory(bed, program.path) : nothingShared;
  const machine = await bed.probe(shared.machine);
  const starts = [
    bed.container({
      role: 'server',
      image: program.image,
      ...(program.command === undefined ? {} : { command: program.command }),
      env: program.env,
      ...(program.files === undefined ? {} : { files: program.files }),
      machine: machine.container,
      binds: shared.binds,
      ulimits,
    }),
    bed.probe(shared.clients),
    bed.probe(shared.clients),
    bed.sidecar(machine.container),
  ] as const;
  // All to their end, also when one fails: a bed cannot be taken down while something in it is being started.
  await Promise.allSettled(starts);
  const [server, good, bad, sidecar] = await Promise.all(starts);
  const parts = { ...given, bed, machine, server, good, bad, sidecar };
  return new ServerBench({ ...parts, door: doorOf(program, parts) });
}

function doorOf(program: ServerProgram, { machine, sidecar, bad }: Omit<BenchParts, 'door'>): Door {
  if (program.transport === 'unix') return new UnixDoor(program.path, { sidecar, client: bad });
  const at = machine.container.at(program.port);
  return program.transport === 'udp' ? new UdpDoor(at, sidecar) : new TcpDoor(at, sidecar);
}

interface Shared {
  readonly binds: readonly string[];
  readonly machine: ProbeOptions;
  readonly clients: ProbeOptions;
}

const nothingShared: Shared = { binds: [], machine: {}, clients: {} };

/**
 * The directory of the socket as a volume, in which every user may make files. What the image has there is copied into
 * it by the engine, with its owner and its rights. The rights of the socket are the server's business and not the bad
 * client's, so that clients may connect to whatever it makes; whether others may, the machine's own probe finds out.
 */
async function sharedDirectory(bed: Bed, path: string): Promise<Shared> {
  const socketVolume = await bed.createVolume();
  const capabilities = ['DAC_OVERRIDE', 'FOWNER'];
  return {
    binds: [`${socketVolume}:${posix.dirname(path)}`],
    machine: { socketVolume },
    clients: { socketVolume, user: '0:0', capabilities },
  };
}
