// The way to an address leads through another machine: a router of our own between two neighbours.

import type { Fault } from './fault.ts';

/** `via` has to forward (sysctl net.ipv4.ip_forward=1); both are addresses. */
export function detour(to: string, via: string): Fault {
  return {
    name: 'detour',
    does: `leads the way to ${to} through ${via}`,
    needs: [],
    how: [{ kind: 'detour', to, via }],
  };
}
