// What the programs of a machine listen on, read from outside through its network namespace, and whether others reach it
// there.

import type { SocketState } from '../../protocol/sidecar.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';
import { failed, type Judgement } from '../judgement.ts';

export interface OpenPort {
  readonly port: number;
  /** The address that it is bound to, without brackets; `*` for all of both versions. */
  readonly host: string;
  /** Only programs of the same machine reach it. */
  readonly isLocal: boolean;
  /** As ss has it: `127.0.0.1:6379`. */
  readonly local: string;
}

/** The TCP ports that are listened on. Docker's own name server is not counted. */
export async function openPorts(sidecar: Sidecar): Promise<OpenPort[]> {
  const sockets = await sidecar.sockets({ protocol: 'tcp', state: 'listen' });
  return sockets.map(portOf).filter(({ local }) => !local.startsWith('127.0.0.11:'));
}

/** The UDP ports that something is bound to. */
export async function openUdpPorts(sidecar: Sidecar): Promise<OpenPort[]> {
  const sockets = await sidecar.sockets({ protocol: 'udp', state: 'unconnected' });
  return sockets.map(portOf).filter(({ local }) => !local.startsWith('127.0.0.11:'));
}

function portOf({ local }: SocketState): OpenPort {
  const colon = local.lastIndexOf(':');
  const host = local.slice(0, colon).replace(/%.*$/, '');
  return {
    port: Number(local.slice(colon + 1)),
    host: host.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:(?=[\d.]+$)/, ''),
    isLocal: /^(127\.|\[::1\]|\[::ffff:127\.)/.test(host),
    local,
  };
}

const everywhere = ['*', '0.0.0.0', '::'];

interface At {
  readonly host: string;
  readonly port: number;
}

/** Whether clients of the bed's network reach it at this address. */
export const isReached = ({ port, host }: OpenPort, at: At): boolean =>
  port === at.port && (host === at.host || everywhere.includes(host));

/** Why nobody reaches what is open at the right port; undefined when somebody does. */
export function unreachedPort(here: readonly OpenPort[], at: At): Judgement | undefined {
  if (here.some((open) => isReached(open, at))) return undefined;
  const advice = 'Make it listen on 0.0.0.0 or ::';
  if (here.every(({ isLocal }) => isLocal)) {
    return failed(
      `it listens only on localhost (${listedPorts(here)}): nobody reaches it from outside of its container`,
      advice,
    );
  }
  return failed(
    `it listens only on ${listedPorts(here)}, and that is no address of its network here (it has ${at.host}): nobody reaches it`,
    `${advice}: addresses are given by Docker, and are others on each network`,
  );
}

export const listedPorts = (ports: readonly OpenPort[]): string =>
  [...new Set(ports.map(({ local }) => local))].join(', ');
