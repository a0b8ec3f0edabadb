// A fault made narrower: only what goes to or comes from certain addresses. Pure.

import { isIP } from 'node:net';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { Fault } from '../../faults/index.ts';
import type { SidecarFault } from '../../protocol/sidecar.ts';

/**
 * The same fault for each of the `peers`, of which `between` tells in words. OPTION_INVALID for one that cannot be had for
 * some peers only, or that says its own.
 */
export function narrowFault(fault: Fault, peers: readonly string[], between: string): Fault {
  const how = fault.how.flatMap((each) => narrowed(fault, each, peers));
  if (how.length === 0) throw noPeer(fault, peers);
  return { ...fault, does: `${fault.does}, between ${between}`, how };
}

function narrowed({ name }: Fault, how: SidecarFault, peers: readonly string[]): SidecarFault[] {
  if (how.kind === 'packets') {
    const { match } = how;
    if (match.peer !== undefined)
      throw wrong(name, `it names a peer itself, ${match.peer}`, 'Leave the peer out');
    return peers
      .filter((peer) => match.ipVersion === undefined || isIP(peer) === match.ipVersion)
      .map((peer) => ({ ...how, match: { ...match, peer } }));
  }
  if (how.kind === 'mtu' && how.to === undefined && how.device === undefined)
    return peers.map((to) => ({ ...how, to }));
  const found = `${how.kind} is about ${how.kind === 'rate' || how.kind === 'link-down' ? 'all that a container sends or gets' : 'an address that it names itself'}`;
  throw wrong(name, found, 'Put it into one container: bed.inject(fault, await bed.container("db"))');
}

function wrong(name: string, found: string, advice: string): SocketbedError {
  const what = `the fault ${name} cannot be put between two services`;
  return new SocketbedError({ code: 'OPTION_INVALID', what, found, advice });
}

function noPeer({ name }: Fault, peers: readonly string[]): SocketbedError {
  return new SocketbedError({
    code: 'OPTION_INVALID',
    what: `the fault ${name} is of an IP version that the two do not share`,
    found: `the addresses are ${peers.join(', ')}`,
    advice: 'Leave ipVersion out, or give the network `enable_ipv6: true`',
  });
}
