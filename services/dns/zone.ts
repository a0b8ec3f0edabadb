// What is said of a name: the name itself tells. So one server does for every test, and needs no configuration.
//
//   172.18.0.5.good.test                      A 172.18.0.5
//   fd00--5.172.18.0.5.good.test              that, and AAAA fd00::5
//   172.18.0.5.slow-1500.test                 A 172.18.0.5, after 1500 ms
//   nxdomain.test  servfail.test  ...         an error
//   good.test                                 the addresses that the server was told of

import { isIPv4, isIPv6 } from 'node:net';
import { recordTypes } from './message.ts';

/** What comes back for one question. */
export type Saying =
  | {
      readonly kind: 'answer';
      readonly rcode: number;
      readonly addresses: readonly string[];
      readonly delayMs: number;
    }
  /** Cut short over UDP; over TCP whole, or never. */
  | { readonly kind: 'truncated'; readonly addresses: readonly string[]; readonly wholeOverTcp: boolean }
  /** The right id, and then nothing that makes sense. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'silence' };

const nxdomain = 3;
/** What is said without any address. */
const rcodes = new Map([
  ['empty', 0],
  ['formerr', 1],
  ['servfail', 2],
  ['nxdomain', nxdomain],
  ['notimp', 4],
  ['refused', 5],
]);

/** `type` is that of the record which is asked for; `fallback` are the addresses of names that carry none. */
export function sayingOf(name: string, type: number, fallback: readonly string[]): Saying {
  const labels = name.split('.');
  const [behaviour = '', zone] = labels.slice(-2);
  if (zone !== 'test') return error(nxdomain);
  const own = addressesIn(labels.slice(0, -2));
  const isWanted = type === recordTypes.AAAA ? isIPv6 : type === recordTypes.A ? isIPv4 : () => false;
  const addresses = (own.length > 0 ? own : fallback).filter(isWanted);
  const [, delay] = /^slow-(\d{1,6})$/.exec(behaviour) ?? [];
  if (delay !== undefined) return { kind: 'answer', rcode: 0, addresses, delayMs: Number(delay) };
  switch (behaviour) {
    case 'good':
      return { kind: 'answer', rcode: 0, addresses, delayMs: 0 };
    case 'truncated':
    case 'truncated-over-tcp-too':
      return { kind: 'truncated', addresses, wholeOverTcp: behaviour === 'truncated' };
    case 'garbage':
      return { kind: 'garbage' };
    case 'silent':
      return { kind: 'silence' };
    default:
      return error(rcodes.get(behaviour) ?? nxdomain);
  }
}

const error = (rcode: number): Saying => ({ kind: 'answer', rcode, addresses: [], delayMs: 0 });

/** Four labels are an IPv4 address, one with dashes for its colons is an IPv6 address. */
function addressesIn(labels: readonly string[]): string[] {
  const ipv4 = labels.slice(-4).join('.');
  const ipv6 = labels.map((label) => label.replaceAll('-', ':'));
  return [...(isIPv4(ipv4) ? [ipv4] : []), ...ipv6.filter((label) => isIPv6(label))];
}
