// What a page says of a container, out of what the engine knew of it.

import { basename } from 'node:path';
import type { ContainerFacts } from './page-data.ts';

/** `probe-1` of `socketbed-f6088b50-1ece-probe-1`. Names of others stay as they are. */
export const shortName = (name: string): string =>
  name.replace(/^\//, '').replace(/^socketbed-[0-9a-f]+-(?:[0-9a-f]{4}-)?/, '');

export interface ReadContainer extends ContainerFacts {
  readonly id: string;
  /** The id of the container whose network it uses, when it has none of its own. */
  readonly networkOf?: string;
}

/** The facts in the JSON of `docker inspect`; what is not there is empty. */
export function readContainer(text: string): ReadContainer {
  const inspected: Inspected = JSON.parse(text);
  const { Name = '', Config = {}, State = {}, Args = [], NetworkSettings = {} } = inspected;
  const [, networkOf] = /^container:(.+)$/.exec(inspected.HostConfig?.NetworkMode ?? '') ?? [];
  const networks = Object.values(NetworkSettings.Networks ?? {});
  const addresses = networks.flatMap(({ IPAddress = '', GlobalIPv6Address = '', IPAMConfig }) => [
    // A container that has ended has only what it was given at its creation.
    IPAddress || (IPAMConfig?.IPv4Address ?? ''),
    GlobalIPv6Address || (IPAMConfig?.IPv6Address ?? ''),
  ]);
  return {
    id: inspected.Id ?? '',
    ...(networkOf === undefined ? {} : { networkOf }),
    name: shortName(Name),
    program: programOf(Config, Args),
    addresses: addresses.filter((address) => address !== ''),
    image: Config.Image ?? '',
    state: stateOf(State),
  };
}

/** On a machine that a program was put on, the addresses are the program's: it is who talks. */
export function withMachines(containers: readonly ReadContainer[]): ContainerFacts[] {
  const addressesOf = (id: string | undefined) => containers.find((each) => each.id === id)?.addresses ?? [];
  return containers.map(({ id, networkOf, ...facts }) => {
    if (networkOf !== undefined) return { ...facts, addresses: addressesOf(networkOf) };
    const isMachine = containers.some((each) => each.networkOf === id);
    return isMachine ? { ...facts, addresses: [] } : facts;
  });
}

function programOf(
  { Labels, Image = '' }: NonNullable<Inspected['Config']>,
  args: readonly string[],
): string {
  const role = Labels?.['org.socketbed.role'];
  if (role === 'probe' || role === 'sidecar' || role === 'client') return role;
  const service = /^services\/([\w-]+)\.[jt]s$/.exec(args[0] ?? '')?.[1];
  if (service !== undefined) return `${service} service`;
  if (role !== undefined && role !== 'container') return `${role} service`;
  // An image that has no name says nothing; what runs in it does.
  return Image.startsWith('sha256:') || Image === '' ? basename(args[0] ?? 'program') : Image;
}

function stateOf({
  Status = 'unknown',
  ExitCode = 0,
  OOMKilled = false,
}: NonNullable<Inspected['State']>): string {
  if (Status !== 'exited' && Status !== 'dead') return Status;
  return `${Status} with ${ExitCode}${OOMKilled ? ', out of memory' : ''}`;
}

interface Inspected {
  readonly Id?: string;
  readonly HostConfig?: { readonly NetworkMode?: string };
  readonly Name?: string;
  readonly Args?: readonly string[];
  readonly Config?: { readonly Image?: string; readonly Labels?: Readonly<Record<string, string>> | null };
  readonly State?: { readonly Status?: string; readonly ExitCode?: number; readonly OOMKilled?: boolean };
  readonly NetworkSettings?: {
    readonly Networks?: Readonly<Record<string, InspectedNetwork>> | null;
  };
}

interface InspectedNetwork {
  readonly IPAddress?: string;
  readonly GlobalIPv6Address?: string;
  readonly IPAMConfig?: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null;
}
