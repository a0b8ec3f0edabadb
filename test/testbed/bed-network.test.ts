// A network of a bed as an engine makes it that refuses: what the user is told, and what is tried again.

import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { addToIPv4, BedNetwork } from '../../src/testbed/bed-network.ts';

interface Refusals {
  /** To the networks whose subnet the engine is to choose, one after the other. */
  readonly choosing?: readonly string[];
  /** To those whose subnet it is told. */
  readonly told?: readonly string[];
}

/** An engine that makes networks, after these errors. */
function engine({ choosing = [], told = [] }: Refusals = {}): {
  docker: Docker;
  created: Docker.NetworkCreateOptions[];
} {
  const created: Docker.NetworkCreateOptions[] = [];
  const left = { choosing: [...choosing], told: [...told] };
  const docker = new Docker({ socketPath: '/nowhere' });
  const inspected = { IPAM: { Config: [{ Subnet: '172.19.0.0/16' }] } };
  docker.createNetwork = async (options: Docker.NetworkCreateOptions) => {
    const message = (options.IPAM === undefined ? left.choosing : left.told).shift();
    if (message !== undefined) throw new Error(message);
    created.push(options);
    const network = docker.getNetwork('n');
    return Object.assign(network, { inspect: async () => inspected, remove: async () => undefined });
  };
  return { docker, created };
}

const create = ({ docker }: { docker: Docker }) => BedNetwork.create(docker, 'net', { labels: {} });

test.each([
  '(HTTP code 400) all predefined address pools have been fully subnetted',
  'could not find an available, non-overlapping IPv4 address pool among the defaults',
])('an engine without a free subnet is told as such, with what to do: %s', async (words) => {
  const creating = create(engine({ choosing: [words] }));
  await expect(creating).rejects.toMatchObject({ code: 'ADDRESSES_USED_UP' });
  await expect(creating).rejects.toThrow('docker network ls');
});

test('a subnet that somebody else has taken meanwhile is asked for anew', async () => {
  const taken = engine({ told: ['Pool overlaps with other one', 'Pool overlaps with other one'] });
  const network = await create(taken);
  expect(network.name).toBe('net');
  // Asked three times, made once.
  expect(taken.created.map(({ IPAM }) => IPAM?.Config?.[0]?.Subnet)).toEqual([
    undefined,
    undefined,
    undefined,
    '172.19.0.0/16',
  ]);
});

test('it does not ask for ever', async () => {
  const overlap = 'Pool overlaps with other one on this address space';
  await expect(create(engine({ told: Array.from({ length: 5 }, () => overlap) }))).rejects.toMatchObject({
    code: 'NETWORK_FAILED',
  });
});

test('addresses are given out once each', async () => {
  const network = await create(engine());
  expect([network.nextAddresses(), network.nextAddresses()]).toEqual([
    { ipv4: '172.19.0.2' },
    { ipv4: '172.19.0.3' },
  ]);
  expect(addToIPv4('172.19.0.0/16', 300)).toBe('172.19.1.44');
});
