// A network of a compose project, for a probe to join: it is not ours, and Docker gives the addresses on it.

import type Docker from 'dockerode';
import type { JoinedNetwork } from '../bed-network.ts';

export class ProjectNetwork implements JoinedNetwork {
  readonly name: string;
  readonly #network: Docker.Network;

  constructor(docker: Docker, name: string) {
    this.name = name;
    this.#network = docker.getNetwork(name);
  }

  nextAddresses(): undefined {
    return undefined;
  }

  async connect(containerId: string, endpoint: Docker.EndpointSettings): Promise<void> {
    await this.#network.connect({ Container: containerId, EndpointConfig: endpoint });
  }

  async disconnect(containerId: string): Promise<void> {
    await this.#network.disconnect({ Container: containerId, Force: true });
  }
}
