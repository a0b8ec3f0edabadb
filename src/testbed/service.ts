// A server of services/ in a bed: which program, what it is told, and where it is reached.

import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ProbeAddress } from '../protocol/probe.ts';
import type { BedContainer } from './bed-container.ts';
import type { PlacementOptions } from './container-options.ts';
import { socketDirectory } from './probe.ts';

export type ServiceName = 'tcp' | 'udp' | 'unix';

export interface ServiceOptions extends PlacementOptions {
  /** How its requests share the process. Default `threading`. */
  readonly concurrency?: 'serial' | 'threading' | 'forking';
  /** Its request handler. Default `echo`; `without-handle` is a class that lacks the method `handle`. */
  readonly handler?: 'echo' | 'without-handle';
}

const port = 8080;

export class Service {
  readonly name: ServiceName;
  readonly container: BedContainer;

  /** Of a bed: see Bed.service. */
  constructor(name: ServiceName, container: BedContainer) {
    this.name = name;
    this.container = container;
  }

  /** Where `tcp` and `udp` are reached from inside the network. */
  get address(): { readonly host: string; readonly port: number } {
    if (this.name !== 'unix') return this.container.at(port);
    const advice = 'Use `paths`';
    throw new SocketbedError({ code: 'BED_STATE', what: 'the service unix has no port', advice });
  }

  /** Where `unix` is reached, from every container that has the bed's volume. */
  get paths(): { readonly stream: ProbeAddress; readonly datagram: ProbeAddress } {
    return socketPaths(this.container.name);
  }
}

function socketPaths(name: string): { stream: { path: string }; datagram: { path: string } } {
  const path = (kind: string) => ({ path: `${socketDirectory}/${name}-${kind}.sock` });
  return { stream: path('stream'), datagram: path('datagram') };
}

/** What the container of a service called `name` runs, and how many ready lines it says. */
export function serviceProgram(
  service: ServiceName,
  name: string,
  { concurrency = 'threading', handler = 'echo', env = {} }: ServiceOptions,
): { command: string[]; env: Record<string, string>; readyLines: number } {
  const { stream, datagram } = socketPaths(name);
  const place: Record<string, string> =
    service === 'unix' ? { SOCKET_PATH: stream.path, DATAGRAM_PATH: datagram.path } : { PORT: String(port) };
  return {
    command: ['node', `services/${service}.ts`],
    env: { ...place, CONCURRENCY: concurrency, HANDLER: handler, ...env },
    readyLines: service === 'unix' ? 2 : 1,
  };
}
