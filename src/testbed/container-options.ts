// What the users of a bed can choose for its containers. How Docker is told of it is in container-shape.ts.

import type { BedContainer } from './bed-container.ts';
import type { JoinedNetwork } from './bed-network.ts';
import type { ContainerShape } from './container-shape.ts';

/** What can be chosen for any container, ours too. */
export interface PlacementOptions
  extends Omit<
    ContainerShape,
    'image' | 'name' | 'command' | 'entrypoint' | 'networks' | 'networkOf' | 'labels' | 'binds' | 'stdin'
  > {
  /** Networks it is on. Default: the bed's first. `[]`: none. */
  readonly networks?: readonly JoinedNetwork[];
  /** Is on the bed's network that has IPv6 as well, in place of its first one. Default: false. */
  readonly ipv6?: boolean;
  /**
   * Runs on the machine of another container: shares its network cards and addresses instead of having its own. So a
   * program can die while its machine goes on answering, which a container of its own would take with it.
   */
  readonly machine?: BedContainer;
}

export interface ContainerOptions extends PlacementOptions {
  readonly image: string;
  /** Default: the image's. */
  readonly command?: readonly string[];
  /** Default: the image's. */
  readonly entrypoint?: readonly string[];
  /** What it is in the bed: names it and its files, and is its name on the network. Default `container`. */
  readonly role?: string;
  /** `volume:/path` or `/directory:/path:ro`. */
  readonly binds?: readonly string[];
  /** How many ready lines to wait for. Default 0: running is enough. */
  readonly readyLines?: number;
}

export interface ProbeOptions extends PlacementOptions {
  /** How long its calls wait for the network unless they are told, ms. Default 10,000. */
  readonly timeoutMs?: number;
  /** What it may take beyond that to answer, before it counts as silent (PROBE_SILENT), ms. Default 10,000. */
  readonly graceMs?: number;
  /** The volume for its Unix sockets: see Bed.createVolume. Default: the bed's. */
  readonly socketVolume?: string;
}
