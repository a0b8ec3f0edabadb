// Routes of ours, beside those that are there and before them, so that taking them out leaves everything as it was.
// They carry a protocol number of their own: that is how a later sidecar finds what a killed one has left.
//
//   unreachable 10.0.0.9      ->  EHOSTUNREACH
//   prohibit 10.0.0.9         ->  EACCES
//   blackhole 10.0.0.9        ->  EINVAL
//   10.0.0.9 via 10.0.0.3     ->  through a machine that forwards
//   throw default             ->  ENETUNREACH, as if there were no route

import { isIP } from 'node:net';
import type { SidecarFault } from '../../src/protocol/sidecar.ts';
import type { ActiveFault } from './active-fault.ts';
import { versionOf, whole } from './checks.ts';
import { invalid } from './problem.ts';
import { must } from './run.ts';

type RouteFault = Extract<SidecarFault, { kind: 'route' }>;

/** Of nobody else's: /etc/iproute2/rt_protos ends far below. */
const protocol = ['protocol', '83'];
const typeNames = {
  unreachable: 'unreachable',
  prohibit: 'prohibit',
  blackhole: 'blackhole',
  none: 'throw',
} as const;
const mtuMin = { 4: 68, 6: 1280 } as const;

export async function breakRoute({ to, type, ipVersion }: RouteFault): Promise<ActiveFault> {
  const version = to === 'default' ? (ipVersion ?? 4) : versionOf(to);
  if (ipVersion !== undefined && ipVersion !== version)
    throw invalid('the route is not of the IP version', to);
  const typeName = typeNames[type];
  if (typeName === undefined) throw invalid('no such type of route', String(type));
  return await addRoute(version, [typeName, to]);
}

/** Through another machine, where the way was direct. */
export async function detour({ to, via }: Extract<SidecarFault, { kind: 'detour' }>): Promise<ActiveFault> {
  const version = versionOf(to);
  if (versionOf(via) !== version) throw invalid('both are of one IP version', `${to} via ${via}`);
  return await addRoute(version, [to, 'via', via]);
}

/** A smaller packet size on the way to one address. */
export async function shrinkRoute(to: string, bytes: number): Promise<ActiveFault> {
  const version = isIP(to);
  if (version !== 4 && version !== 6) throw invalid('the packet size of a route is for one address', to);
  if (whole(bytes, 'bytes') < mtuMin[version])
    throw invalid(`IPv${version} needs at least ${mtuMin[version]} bytes`);
  const [route] = JSON.parse(await must('ip', '-j', `-${version}`, 'route', 'get', to));
  const way = [
    ...(route?.gateway === undefined ? [] : ['via', String(route.gateway)]),
    ...['dev', String(route?.dev)],
  ];
  return await addRoute(version, [to, ...way, 'mtu', String(bytes)]);
}

/** Removes what a sidecar before has left. */
export async function clearRoutes(): Promise<void> {
  const clear = async (version: '-4' | '-6') => {
    const left = await must('ip', version, 'route', 'show', 'table', 'main', ...protocol);
    for (const route of left.split('\n').filter((line) => line.trim() !== ''))
      await must('ip', version, 'route', 'del', ...route.trim().split(/\s+/), ...protocol);
  };
  await Promise.all([clear('-4'), clear('-6')]);
}

async function addRoute(version: 4 | 6, route: readonly string[]): Promise<ActiveFault> {
  // IPv4 takes the first of equal routes, IPv6 the one of least metric.
  const [add, metric] = version === 4 ? ['prepend', []] : ['add', ['metric', '1']];
  const whole = [...route, ...metric, ...protocol];
  await must('ip', `-${version}`, 'route', add, ...whole);
  return { lift: async () => void (await must('ip', `-${version}`, 'route', 'del', ...whole)) };
}
