// Numbers and addresses that become part of what the kernel is told. Each throws OPTION_INVALID.

import { isIP } from 'node:net';
import { invalid } from './problem.ts';

export function whole(value: number, name: string, max = 2 ** 32 - 1): number {
  if (Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw invalid(`${name} must be a whole number up to ${max}`, String(value));
}

/** Of an address, or of a network as `172.19.0.0/16`. Throws OPTION_INVALID when it is neither. */
export function versionOf(address: string): 4 | 6 {
  const [host = '', length, ...rest] = address.split('/');
  const version = isIP(host);
  const isLength =
    length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
  if ((version === 4 || version === 6) && isLength && rest.length === 0 && !host.includes('%'))
    return version;
  throw invalid('not an IP address or network', address);
}

export function checkedPort(port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw invalid('not a port', String(port));
}
