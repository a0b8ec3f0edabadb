// Which of `--scale client=N` a container is, and how many there are. Compose tells neither to the container, but
// Docker's DNS knows the names of all of them:
//
//   172.18.0.7 --PTR--> project-client-3.project_default --> index 3, service client --A--> N addresses
//
// Indices may have holes. CLIENT_INDEX overrules the name; where there is neither, as outside Docker, the last number
// of the address serves, which is unique on a small network.

import { Resolver } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { type Environment, numberSetting } from './settings.ts';

export interface Replica {
  readonly index: number;
  /** The name that all replicas share on their network. */
  readonly service?: string;
}

// Docker's DNS answers in a millisecond; a name server that cannot be reached must not hold a client for long.
const resolver = new Resolver({ timeout: 500, tries: 2 });

/** CLIENT_INDEX when it is set, else Docker's name for this container, else the address's last number, else 1. */
export async function findReplica(env: Environment): Promise<Replica> {
  const index = numberSetting(env, 'CLIENT_INDEX', { min: 0, max: 1_000_000, fallback: -1 });
  if (index >= 0) return { index };
  const address = ownAddress();
  if (address === undefined) return { index: 1 };
  // PTR and not a reverse look-up by address: that one reads /etc/hosts first, where a container has its id.
  const names = await resolver.resolvePtr(pointerName(address)).catch(() => []);
  const named = names.map(parseReplicaName).find((replica) => replica !== undefined);
  return named ?? { index: Number(address.split('.').at(-1)) };
}

/** How many replicas the network knows now; undefined when it cannot be asked. */
export async function countReplicas({ service }: Replica): Promise<number | undefined> {
  if (service === undefined) return undefined;
  const addresses = await resolver.resolve4(service).catch(() => undefined);
  return addresses?.length;
}

/** `bed-client-3.bed_default` is replica 3 of `client`; also with Compose 1's underscores. */
export function parseReplicaName(name: string): Replica | undefined {
  const [container = '', ...network] = name.split('.');
  const found = /[-_]([a-z0-9]+)[-_](\d+)$/i.exec(container);
  if (found?.[1] === undefined || network.length === 0) return undefined;
  return { service: found[1], index: Number(found[2]) };
}

/** `172.18.0.7` is asked for as `7.0.18.172.in-addr.arpa`. */
export function pointerName(address: string): string {
  return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
}

function ownAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
