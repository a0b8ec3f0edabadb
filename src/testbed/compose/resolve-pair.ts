// From two names to addresses: for each replica of the second the addresses that those of the first have on the networks
// that both are on, and whose network namespace it is.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { NetworkOwner } from '../sidecar-session.ts';
import { type ComposeProject, describeReplicas, type Replicas } from './compose-project.ts';
import type { NetworkAddress, ProjectContainer } from './project-container.ts';

/** One replica of the second, as it is seen from there. */
export interface SeenFrom {
  readonly container: ProjectContainer;
  /** Whose network namespace it is: its own, or that of the container which it shares one with. */
  readonly target: NetworkOwner;
  /** When that was started. */
  readonly startedAt: string;
  /** How many network cards it has. */
  readonly cards: number;
  /** Of the first, in a fixed order. */
  readonly peers: readonly string[];
}

export interface Pair {
  readonly seen: readonly SeenFrom[];
  /** The only one. BED_STATE when there are more. */
  one(): readonly [SeenFrom];
}

/** BED_STATE when one of the two does not run, has no network of its own, or they share none. */
export async function resolvePair(project: ComposeProject, from: Replicas, to: Replicas): Promise<Pair> {
  const [first, second] = [await project.replicas(from), await project.replicas(to)];
  const [firstPlaces, secondPlaces] = await Promise.all(
    [first, second].map((replicas) => Promise.all(replicas.map((each) => placeOf(project, each)))),
  );
  const seen = (secondPlaces ?? []).map((place): SeenFrom => {
    const peers = (firstPlaces ?? [])
      .filter(({ target }) => target.id !== place.target.id)
      .flatMap(({ addresses }) => peersOn(addresses, place.addresses));
    return { ...place, cards: place.addresses.length, peers: [...new Set(peers)].toSorted() };
  });
  const apart = seen.find(({ peers }) => peers.length === 0);
  if (apart !== undefined) throw apartError(from, to, firstPlaces ?? [], secondPlaces ?? []);
  return { seen, one: () => theOnly(seen, to) };
}

/** A container, and where its network is. */
export interface NetworkPlace extends Pick<SeenFrom, 'container' | 'target' | 'startedAt'> {
  readonly addresses: readonly NetworkAddress[];
}

/** BED_STATE for one that does not run, has no network, or uses that of the machine or of somebody else. */
export async function placeOf(project: ComposeProject, container: ProjectContainer): Promise<NetworkPlace> {
  const { State, HostConfig } = await container.docker.inspect();
  if (!State.Running) throw notRunning(container, State);
  const { NetworkMode: mode = '' } = HostConfig;
  if (mode === 'host') throw hostNetwork(container);
  if (mode === 'none') throw noNetwork(container);
  // `network_mode: service:web` is told as the id of that container.
  const shared = /^container:(.+)$/.exec(mode)?.[1];
  const owner =
    shared === undefined ? container : (await project.containers()).find(({ id }) => id === shared);
  if (owner === undefined) throw foreignNetwork(container, shared ?? '');
  if (owner !== container) return { ...(await placeOf(project, owner)), container };
  const addresses = await container.addresses();
  if (addresses.length === 0) throw noNetwork(container);
  return { container, target: container, startedAt: State.StartedAt, addresses };
}

function peersOn(theirs: readonly NetworkAddress[], ours: readonly NetworkAddress[]): string[] {
  const shared = theirs.filter(({ network }) => ours.some((each) => each.network === network));
  return shared.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6].filter((address) => address !== undefined));
}

function theOnly(seen: readonly SeenFrom[], to: Replicas): readonly [SeenFrom] {
  const [only] = seen;
  if (only !== undefined && seen.length === 1) return [only];
  const service = typeof to === 'string' ? to : to.service;
  throw new SocketbedError({
    code: 'BED_STATE',
    what: `the service ${service} has ${seen.length} replicas, and packets are captured at one`,
    advice: `Name one: { service: '${service}', index: 1 }`,
  });
}

function notRunning(
  { name }: ProjectContainer,
  { Status, ExitCode }: { readonly Status: string; readonly ExitCode: number },
): SocketbedError {
  return new SocketbedError({
    code: 'BED_STATE',
    what: `${name} does not run, so it has no network to work on`,
    found: Status === 'exited' ? `it ended with ${ExitCode}` : `it is ${Status}`,
    advice: `See what it said (\`for await (const line of container.lines({ follow: false }))\`), and start it`,
  });
}

function hostNetwork({ name }: ProjectContainer): SocketbedError {
  return new SocketbedError({
    code: 'BED_STATE',
    what: `${name} uses the network of this machine (network_mode: host)`,
    found: 'a fault there would hit the machine itself, and whoever works on it',
    advice:
      'Give the service a network of the project for the test; published ports do what host mode was for',
  });
}

function noNetwork({ name }: ProjectContainer): SocketbedError {
  return new SocketbedError({
    code: 'BED_STATE',
    what: `${name} has no network (network_mode: none, or it was disconnected)`,
    advice: 'Nothing can be between it and another service; put both on one network',
  });
}

function foreignNetwork({ name }: ProjectContainer, id: string): SocketbedError {
  return new SocketbedError({
    code: 'BED_STATE',
    what: `${name} uses the network of a container outside of the project`,
    found: id.slice(0, 12),
    advice: 'Only what was named is touched: attach to the project which that container is of',
  });
}

function apartError(
  from: Replicas,
  to: Replicas,
  first: readonly NetworkPlace[],
  second: readonly NetworkPlace[],
): SocketbedError {
  const on = (places: readonly NetworkPlace[]) =>
    [...new Set(places.flatMap(({ addresses }) => addresses.map(({ network }) => network)))].join(', ');
  const [one, other] = [describeReplicas(from), describeReplicas(to)];
  const isSame = first.every(({ target }) => second.some((each) => each.target.id === target.id));
  return new SocketbedError({
    code: 'BED_STATE',
    what: `nothing goes from ${one} to ${other}`,
    found: isSame
      ? 'they share one network namespace, and talk over its loopback'
      : `${one} is on ${on(first)}, ${other} on ${on(second)}`,
    advice: isSame
      ? 'Give each a network of its own, or break the program itself'
      : 'Put both on one network in the compose file, or name the service in between',
  });
}
