// A UDP port of a machine, as its kernel knows it: no connections, and nothing that is left.

import type { Sidecar } from '../../testbed/sidecar.ts';
import { failed, type Judgement } from '../judgement.ts';
import { type Door, opensNothing, type Waited } from './door.ts';
import { isReached, listedPorts, openPorts, openUdpPorts, unreachedPort } from './open-ports.ts';

export class UdpDoor implements Door {
  readonly transport = 'udp';
  readonly at: { readonly host: string; readonly port: number };
  readonly #sidecar: Sidecar;

  constructor(at: UdpDoor['at'], sidecar: Sidecar) {
    this.at = at;
    this.#sidecar = sidecar;
  }

  get name(): string {
    return `UDP port ${this.at.port}`;
  }

  async look(): Promise<'open' | 'elsewhere' | 'closed'> {
    const ports = await openUdpPorts(this.#sidecar);
    if (ports.some((open) => isReached(open, this.at))) return 'open';
    return ports.length === 0 ? 'closed' : 'elsewhere';
  }

  async problem(waited: Waited): Promise<Judgement | undefined> {
    const ports = await openUdpPorts(this.#sidecar);
    const here = ports.filter(({ port }) => port === this.at.port);
    if (here.length > 0) return unreachedPort(here, this.at);
    const others = listedPorts(ports);
    if (others !== '') {
      return failed(
        `it does not receive on ${this.name} but on ${others}`,
        `Check it with --port ${ports[0]?.port ?? this.at.port}, or configure it for ${this.at.port}`,
      );
    }
    const streams = await openPorts(this.#sidecar);
    const besides = streams.length === 0 ? '' : ` (TCP: ${listedPorts(streams)}; see --transport tcp)`;
    return opensNothing('was bound to no UDP port', waited, besides);
  }

  async notAccepted(): Promise<number> {
    return 0;
  }

  async forgetConnections(): Promise<void> {}

  async connections(): Promise<string[]> {
    return [];
  }

  async left(): Promise<string | undefined> {
    return undefined;
  }

  async free(): Promise<void> {}
}
