// A network device down and up again, or with a smaller packet size. The kernel forgets things then: routes, and all of
// IPv6 below 1280 bytes. What was there is looked up before, and what is missing after is put back: by this sidecar, or
// from what the device remembers (link-memory.ts) by the one after a killed one.

import type { ActiveFault } from './active-fault.ts';
import { whole } from './checks.ts';
import { deviceNames, deviceOf } from './devices.ts';
import {
  forgetLink,
  type IpAddress,
  type IpVersion,
  ipVersions,
  type Look,
  rememberedLink,
  rememberLink,
} from './link-memory.ts';
import { invalid, Problem } from './problem.ts';
import { must, run } from './run.ts';

const mtuMin = 68;

export async function linkDown(name: string | undefined): Promise<ActiveFault> {
  const device = deviceOf(name);
  const before = await look(device);
  if (!before.isUp) throw new Problem('BED_STATE', `the device ${device} is down already`);
  await changeLink(before, 'down');
  return {
    lift: async () => {
      await must('ip', 'link', 'set', 'dev', device, 'up');
      await restore(before);
      await unchanged(device);
    },
  };
}

const shrunk = new Set<string>();

export async function shrinkDevice(name: string | undefined, bytes: number): Promise<ActiveFault> {
  const device = deviceOf(name);
  if (whole(bytes, 'bytes') < mtuMin) throw invalid(`a device needs at least ${mtuMin} bytes`, String(bytes));
  if (shrunk.has(device))
    throw new Problem('BED_STATE', `the device ${device} has a packet size of ours already`);
  const before = await look(device);
  await changeLink(before, 'mtu', String(bytes));
  shrunk.add(device);
  return {
    lift: async () => {
      await must('ip', 'link', 'set', 'dev', device, 'mtu', String(before.mtu));
      shrunk.delete(device);
      await restore(before);
      await unchanged(device);
    },
  };
}

/** Brings back what a sidecar before has changed. */
export async function clearLinks(): Promise<void> {
  for (const device of deviceNames()) {
    const before = rememberedLink(device);
    if (before === undefined) continue;
    await must('ip', 'link', 'set', 'dev', device, 'mtu', String(before.mtu), ...(before.isUp ? ['up'] : []));
    await restore(before);
    await forgetLink(device);
  }
}

/** How many changes of ours a device has. What it remembers is how it was before the first. */
const changes = new Map<string, number>();

async function changeLink(before: Look, ...change: readonly string[]): Promise<void> {
  const { device } = before;
  const count = changes.get(device) ?? 0;
  if (count === 0) await rememberLink(before);
  try {
    await must('ip', 'link', 'set', 'dev', device, ...change);
  } catch (error) {
    if (count === 0) await forgetLink(device);
    throw error;
  }
  changes.set(device, count + 1);
}

async function unchanged(device: string): Promise<void> {
  const count = (changes.get(device) ?? 1) - 1;
  changes.set(device, count);
  if (count === 0) await forgetLink(device);
}

const textOf = ({ local, prefixlen }: IpAddress): string => `${local}/${prefixlen}`;

async function look(device: string): Promise<Look> {
  const [[link], v4, v6] = await Promise.all([
    must('ip', '-j', 'addr', 'show', 'dev', device).then(JSON.parse),
    routesOf(device, '-4'),
    routesOf(device, '-6'),
  ]);
  return {
    device,
    isUp: link.flags.includes('UP'),
    mtu: link.mtu,
    addresses: link.addr_info,
    routes: { '-4': v4, '-6': v6 },
  };
}

async function routesOf(device: string, version: IpVersion): Promise<string[]> {
  const text = await must('ip', version, 'route', 'show', 'table', 'main', 'dev', device);
  // States and remaining times are not part of a route.
  const stable = text.replace(/ (linkdown|dead|expires \d+sec)\b/g, '').replace(/ +$/gm, '');
  return stable.split('\n').filter((line) => line !== '');
}

async function restore(before: Look): Promise<void> {
  await restoreAddresses(before);
  for (const version of ipVersions) {
    const there = await routesOf(before.device, version);
    // First those that need no gateway: the others are reached through them.
    const missing = before.routes[version].filter((route) => !there.includes(route));
    for (const route of missing.toSorted((one, two) => Number(isFar(one)) - Number(isFar(two))))
      await putBack(route, version, before.device);
  }
}

const isFar = (route: string): boolean => route.includes(' via ');

async function restoreAddresses({ device, addresses }: Look): Promise<void> {
  const now = new Map((await look(device)).addresses.map((address) => [textOf(address), address]));
  for (const address of addresses) {
    const text = textOf(address);
    const there = now.get(text);
    if (there !== undefined && there.tentative !== true) continue;
    // One that it has made itself the kernel would not use for a second, asking around whether it is somebody else's.
    if (there !== undefined) await must('ip', 'addr', 'del', text, 'dev', device);
    const isV6 = address.family === 'inet6';
    await must('ip', 'addr', 'add', text, 'dev', device, ...(isV6 ? ['nodad'] : []));
    if (isV6 && address.nodad !== true) await must('ip', 'addr', 'change', text, 'dev', device);
  }
}

async function putBack(route: string, version: string, device: string): Promise<void> {
  const { exitCode, stderr } = await run('ip', version, 'route', 'add', ...route.split(' '), 'dev', device);
  // The kernel may have put it back in the meantime.
  if (exitCode !== 0 && !/File exists/.test(stderr))
    throw new Problem('FAULT_FAILED', `cannot put the route \`${route}\` back`, stderr.trim());
}
