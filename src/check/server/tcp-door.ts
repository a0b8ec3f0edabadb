// A TCP port of a machine, as its kernel knows it.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import type { Sidecar } from '../../testbed/sidecar.ts';
import { failed, type Judgement } from '../judgement.ts';
import { type Door, localEnds, opensNothing, type Waited } from './door.ts';
import { isReached, listedPorts, openPorts, openUdpPorts, unreachedPort } from './open-ports.ts';

export class TcpDoor implements Door {
  readonly transport = 'tcp';
  readonly at: { readonly host: string; readonly port: number };
  readonly #sidecar: Sidecar;

  constructor(at: TcpDoor['at'], sidecar: Sidecar) {
    this.at = at;
    this.#sidecar = sidecar;
  }

  get name(): string {
    return `port ${this.at.port}`;
  }

  async look(): Promise<'open' | 'elsewhere' | 'closed'> {
    const ports = await openPorts(this.#sidecar);
    if (ports.some((open) => isReached(open, this.at))) return 'open';
    return ports.length === 0 ? 'closed' : 'elsewhere';
  }

  async problem(waited: Waited): Promise<Judgement | undefined> {
    const ports = await openPorts(this.#sidecar);
    const here = ports.filter(({ port }) => port === this.at.port);
    if (here.length > 0) return unreachedPort(here, this.at);
    const others = listedPorts(ports);
    if (others !== '') {
      return failed(
        `it does not listen on ${this.name} but on ${others}`,
        `Check it with --port ${ports[0]?.port ?? this.at.port}, or configure it for ${this.at.port}`,
      );
    }
    const datagrams = await openUdpPorts(this.#sidecar);
    const besides = datagrams.length === 0 ? '' : ` (UDP: ${listedPorts(datagrams)}; see --transport udp)`;
    return opensNothing('listened on no TCP port', waited, besides);
  }

  async notAccepted(): Promise<number> {
    const listeners = await this.#sidecar.sockets({ localPort: this.at.port, state: 'listen' });
    return listeners.reduce((sum, { receiveQueue }) => sum + receiveQueue, 0);
  }

  async forgetConnections(): Promise<void> {}

  async connections(clients: readonly ProbeSocket[]): Promise<string[]> {
    const peers = localEnds(clients);
    const sockets = await this.#sidecar.sockets({ protocol: 'tcp', localPort: this.at.port });
    return sockets
      .filter(({ peer }) => peers.has(plainAddress(peer)))
      .map(({ state }) => state)
      .filter((state) => state !== 'listen' && state !== 'time-wait');
  }

  async left(): Promise<string | undefined> {
    const sockets = await this.#sidecar.sockets({ protocol: 'tcp', localPort: this.at.port });
    if (sockets.length === 0) return undefined;
    return 'Its old connections still hold the port: set SO_REUSEADDR before bind';
  }

  async free(): Promise<void> {
    const old = { protocol: 'tcp', localPort: this.at.port } as const;
    await this.#sidecar.destroySockets(old).catch(onlyNothingToDestroy);
  }
}

function onlyNothingToDestroy(error: unknown): void {
  if (!(error instanceof SocketbedError) || error.code !== 'FAULT_FAILED') throw error;
}

/** An IPv4 client of a socket for both versions has an address within IPv6: `[::ffff:172.18.0.3]:40000`. */
const plainAddress = (peer: string): string => peer.replace(/^\[::ffff:([\d.]+)\]/, '$1');
