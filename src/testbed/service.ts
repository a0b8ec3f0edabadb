// A server of services/ in a bed: which program, what it is told, and where it is reached.

import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ProbeAddress } from '../protocol/probe.ts';
import { type TlsCredentials, type TlsMode, tlsModes } from '../protocol/tls.ts';
import type { BedContainer } from './bed-container.ts';
import type { PlacementOptions } from './container-options.ts';
import { socketDirectory } from './probe.ts';

export type ServiceName = 'tcp' | 'udp' | 'unix' | 'dns' | 'tls' | 'http' | 'xmlrpc';

export interface ServiceOptions extends PlacementOptions {
  /** How its requests share the process. Default `threading`. */
  readonly concurrency?: 'serial' | 'threading' | 'forking';
  /** Of `http` only: its Unix socket, at `paths.stream`, in the place of its port. Default `tcp`. */
  readonly transport?: 'tcp' | 'unix-stream';
  /** Its request handler. Default `echo`; `without-handle` is a class that lacks the method `handle`. */
  readonly handler?: 'echo' | 'without-handle';
}

/** What a service is without any options. */
export const serviceDefaults = { concurrency: 'threading', handler: 'echo', transport: 'tcp' } as const;

/** Where the first server of a service listens. */
const ports: Readonly<Record<Exclude<ServiceName, 'unix'>, number>> = {
  tcp: 8080,
  udp: 8080,
  dns: 53,
  // One for each mode, from here on.
  tls: 8443,
  http: 8000,
  xmlrpc: 8001,
};
const modes = Object.keys(tlsModes);
/** How many servers a service has, each with a ready line. */
const serverCounts: Readonly<Record<ServiceName, number>> = {
  tcp: 1,
  udp: 1,
  unix: 2,
  dns: 2,
  tls: modes.length,
  http: 1,
  xmlrpc: 1,
};

export class Service {
  readonly name: ServiceName;
  readonly container: BedContainer;

  /** Of a bed: see Bed.service. */
  constructor(name: ServiceName, container: BedContainer) {
    this.name = name;
    this.container = container;
  }

  /** Where it is reached from inside the network, unless it is `unix`; `tls` at the port that serves as it should. */
  get address(): { readonly host: string; readonly port: number } {
    if (this.name !== 'unix') return this.container.at(ports[this.name]);
    const advice = 'Use `paths`';
    throw new SocketbedError({ code: 'BED_STATE', what: 'the service unix has no port', advice });
  }

  /** Where `tls` serves in this way. */
  tlsAt(mode: TlsMode): { readonly host: string; readonly port: number } {
    if (this.name !== 'tls') throw noTls(this.name);
    return this.container.at(ports.tls + modes.indexOf(mode));
  }

  /** What clients of `tls` need; made anew at each of its starts. */
  async tlsCredentials(): Promise<TlsCredentials> {
    if (this.name !== 'tls') throw noTls(this.name);
    const { State } = await this.container.docker.inspect();
    const isIt = (line: string): boolean => line.startsWith('{"event":"credentials"');
    const line = await this.container.line(isIt, { sinceMs: Date.parse(State.StartedAt) });
    const { servername, ca, cert, key }: TlsCredentials = JSON.parse(line);
    return { servername, ca, cert, key };
  }

  /** Where `unix`, or `http` on its Unix socket, is reached from every container that has the bed's volume. */
  get paths(): { readonly stream: ProbeAddress; readonly datagram: ProbeAddress } {
    return socketPaths(this.container.name);
  }
}

function noTls(name: ServiceName): SocketbedError {
  const advice = "Use one of `bed.service('tls')`";
  return new SocketbedError({ code: 'BED_STATE', what: `the service ${name} speaks no TLS`, advice });
}

function socketPaths(name: string): { stream: { path: string }; datagram: { path: string } } {
  const path = (kind: string) => ({ path: `${socketDirectory}/${name}-${kind}.sock` });
  return { stream: path('stream'), datagram: path('datagram') };
}

/** What the container of a service called `name` runs, and how many ready lines it says. */
export function serviceProgram(
  service: ServiceName,
  name: string,
  options: ServiceOptions,
): { command: string[]; env: Record<string, string>; readyLines: number } {
  const { concurrency, handler, transport, env = {} } = { ...serviceDefaults, ...options };
  const { stream, datagram } = socketPaths(name);
  const place: Record<string, string> =
    service === 'unix'
      ? { SOCKET_PATH: stream.path, DATAGRAM_PATH: datagram.path }
      : transport === 'unix-stream'
        ? { SOCKET_PATH: stream.path }
        : { PORT: String(ports[service]) };
  return {
    command: ['node', `services/${service}.ts`],
    env: { ...place, CONCURRENCY: concurrency, HANDLER: handler, ...env },
    readyLines: serverCounts[service],
  };
}
