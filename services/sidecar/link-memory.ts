// How a device was before it was changed, kept with the device itself: its alias, a text that the kernel lays beside the
// name for people. It stays when a sidecar is killed, and goes with the device when its target does.
//
//   eth0  alias  socketbed [1500,1,[["fd00::2",64,1]],["default via 172.18.0.1"],["default via fd00::1 metric 1024"]]

import { readFileSync } from 'node:fs';
import { must } from './run.ts';

export const ipVersions = ['-4', '-6'] as const;
export type IpVersion = (typeof ipVersions)[number];

export interface Look {
  readonly device: string;
  readonly isUp: boolean;
  readonly mtu: number;
  readonly addresses: readonly IpAddress[];
  /** As `ip route add` takes them, by version. */
  readonly routes: Readonly<Record<IpVersion, readonly string[]>>;
}

export interface IpAddress {
  readonly family: string;
  readonly local: string;
  readonly prefixlen: number;
  /** Nobody was asked whether it is theirs. */
  readonly nodad?: boolean;
  /** Somebody is being asked, and until then it is not used. */
  readonly tentative?: boolean;
}

const mark = 'socketbed ';
/** IFALIASZ of the kernel, without the zero at the end. */
const aliasBytesMax = 255;

/** Nothing where the device has somebody else's alias. */
export async function rememberLink(look: Look): Promise<void> {
  const { device } = look;
  if (aliasOf(device) !== '') return;
  const text = [look, withoutLocal(look), { ...withoutLocal(look), addresses: [] }]
    .map((each) => mark + JSON.stringify(packed(each)))
    .find((each) => Buffer.byteLength(each) <= aliasBytesMax);
  if (text !== undefined) await setAlias(device, text);
}

/** Undefined when it is as it was. */
export function rememberedLink(device: string): Look | undefined {
  const alias = aliasOf(device);
  if (!alias.startsWith(mark)) return undefined;
  const [mtu, up, addresses, v4, v6]: Packed = JSON.parse(alias.slice(mark.length));
  return {
    device,
    isUp: up === 1,
    mtu,
    addresses: addresses.map(([local, prefixlen, nodad]) => ({
      ...{ family: 'inet6', local, prefixlen, nodad: nodad === 1 },
    })),
    routes: { '-4': v4, '-6': v6 },
  };
}

export async function forgetLink(device: string): Promise<void> {
  if (aliasOf(device).startsWith(mark)) await setAlias(device, '');
}

type Bit = 0 | 1;
/** MTU, up, IPv6 addresses (with length, and whether nobody was asked), routes of IPv4 and IPv6. */
type Packed = [number, Bit, [string, number, Bit][], readonly string[], readonly string[]];

/** IPv4 addresses stay on a device that is down. */
function packed({ isUp, mtu, addresses, routes }: Look): Packed {
  const v6 = addresses.filter(({ family }) => family === 'inet6');
  const short = v6.map(({ local, prefixlen, nodad }): [string, number, Bit] => [
    local,
    prefixlen,
    nodad === true ? 1 : 0,
  ]);
  return [mtu, isUp ? 1 : 0, short, routes['-4'], routes['-6']];
}

/** Routes to neighbours come back with the device; what leads further does not. */
function withoutLocal(look: Look): Look {
  const far = (version: IpVersion) => look.routes[version].filter((route) => route.includes(' via '));
  return { ...look, routes: { '-4': far('-4'), '-6': far('-6') } };
}

const aliasOf = (device: string): string => readFileSync(`/sys/class/net/${device}/ifalias`, 'utf8').trim();

const setAlias = async (device: string, text: string): Promise<void> =>
  void (await must('ip', 'link', 'set', 'dev', device, 'alias', text));
