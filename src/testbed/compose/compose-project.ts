// The containers of a compose project as they are now, by the names of its services. Asked for each time: somebody may
// have scaled, restarted or replaced them.

import type Docker from 'dockerode';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { ofProject } from '../docker.ts';
import { whatThereIs } from './nearest.ts';
import { ProjectContainer } from './project-container.ts';

/** A service with all its replicas, or one of them: `'web'`, `{ service: 'web', index: 2 }`. */
export type ServiceName = string;
export type Replicas = ServiceName | { readonly service: ServiceName; readonly index: number };

export class ComposeProject {
  readonly name: string;
  readonly #docker: Docker;
  /** By id, so that each container is the same object each time. */
  readonly #known = new Map<string, ProjectContainer>();
  readonly #onStarted: () => Promise<void>;

  constructor(docker: Docker, name: string, onStarted: () => Promise<void>) {
    this.#docker = docker;
    this.name = name;
    this.#onStarted = onStarted;
  }

  /** All of them, running or not, by service and index. */
  async containers(): Promise<ProjectContainer[]> {
    const listed = await this.#docker.listContainers({ all: true, filters: ofProject(this.name) });
    return listed
      .filter(({ Labels }) => Labels['com.docker.compose.oneoff'] !== 'True')
      .map(({ Id, Labels }) => this.#containerOf(Id, Labels))
      .toSorted((one, other) => one.service.localeCompare(other.service) || one.index - other.index);
  }

  /** Those that are meant. BED_STATE, with the names that there are, when none is. */
  async replicas(wanted: Replicas): Promise<ProjectContainer[]> {
    const { service, index } = typeof wanted === 'string' ? { service: wanted, index: undefined } : wanted;
    const all = await this.containers();
    const ofService = all.filter((each) => each.service === service);
    if (ofService.length === 0)
      throw noService(this.name, service, [...new Set(all.map((each) => each.service))]);
    const found = ofService.filter((each) => index === undefined || each.index === index);
    if (found.length > 0) return found;
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the service ${service} has no replica ${index}`,
      found: `it has ${ofService.map((each) => each.index).join(', ')}`,
      advice: `Start more of them (\`scale: { ${service}: ${index} }\`), or name one of these`,
    });
  }

  /** The names of the networks that its running containers are on, but for those that a probe cannot join. */
  async networks(): Promise<string[]> {
    const addresses = await Promise.all((await this.containers()).map((each) => each.addresses()));
    const names = addresses.flat().map(({ network }) => network);
    return [...new Set(names)].filter((name) => !['bridge', 'host', 'none'].includes(name)).toSorted();
  }

  #containerOf(id: string, labels: Readonly<Record<string, string>>): ProjectContainer {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const container = new ProjectContainer({
      docker: this.#docker,
      container: this.#docker.getContainer(id),
      service: labels['com.docker.compose.service'] ?? '',
      index: Number(labels['com.docker.compose.container-number'] ?? 1),
      onStarted: this.#onStarted,
    });
    this.#known.set(id, container);
    return container;
  }
}

/** `web`, `web-2` */
export const describeReplicas = (wanted: Replicas): string =>
  typeof wanted === 'string' ? wanted : `${wanted.service}-${wanted.index}`;

export function noService(project: string, service: string, names: readonly string[]): SocketbedError {
  return new SocketbedError({
    code: 'BED_STATE',
    what: `the project ${project} has no service ${service}`,
    advice: whatThereIs(service, names, 'It has no container at all'),
  });
}
