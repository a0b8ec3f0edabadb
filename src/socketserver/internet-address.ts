// From the host a user names to the numeric address a socket binds.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { checkPort, type InternetAddress } from './address.ts';

/**
 * The same endpoint with a numeric host. '' is every IPv4 address, as in Python; '::' is every IPv6 address and,
 * unless a server says `ipv6Only`, every IPv4 address too.
 */
export async function resolveAddress({ host, port }: InternetAddress): Promise<InternetAddress> {
  checkPort(port);
  if (host === '') return { host: '0.0.0.0', port };
  if (isIP(host) !== 0) return { host, port };
  try {
    const { address } = await lookup(host);
    return { host: address, port };
  } catch (cause) {
    throw new SocketbedError({
      code: 'ADDRESS_UNRESOLVED',
      what: `the host name ${host} has no address`,
      advice: 'Check the spelling, or give a numeric address',
      cause,
    });
  }
}
