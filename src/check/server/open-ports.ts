// What the programs of a machine listen on, read from outside through its network namespace.

import type { SocketState } from '../../protocol/sidecar.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';

export interface OpenPort {
  readonly port: number;
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
    isLocal: /^(127\.|\[::1\]|\[::ffff:127\.)/.test(host),
    local,
  };
}
