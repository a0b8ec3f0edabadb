// The way to an address is missing or forbidden on the machine itself: no packet leaves.

import type { FailureKind } from '../errors/outcome.ts';
import type { Fault } from './fault.ts';

const shown: Readonly<
  Record<'unreachable' | 'prohibit' | 'blackhole' | 'none', readonly [FailureKind, string]>
> = {
  unreachable: ['unreachable', 'EHOSTUNREACH'],
  prohibit: ['denied', 'EACCES'],
  // What a route of this type means to a sender is "invalid": the kernel has no better word.
  blackhole: ['failed', 'EINVAL'],
  none: ['unreachable', 'ENETUNREACH'],
};

/** `to` is an address, a network, or `default`. */
export function route(type: keyof typeof shown, to: string, ipVersion?: 4 | 6): Fault {
  const [kind, code] = shown[type];
  return {
    name: 'route',
    does: type === 'none' ? `takes away the route to ${to}` : `makes the route to ${to} ${type}`,
    needs: [],
    how: [{ kind: 'route', to, type, ...(ipVersion === undefined ? {} : { ipVersion }) }],
    shows: { kind, code, wire: ['nothing'] },
  };
}
