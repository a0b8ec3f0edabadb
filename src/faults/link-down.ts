// The network card is off: the cable pulled, the switch's port down. Routes and IPv6 addresses go with it and come back.

import type { Fault } from './fault.ts';

export function linkDown(): Fault {
  return {
    name: 'link-down',
    does: 'takes the link down',
    needs: [],
    how: [{ kind: 'link-down' }],
    shows: { kind: 'unreachable', code: 'ENETUNREACH', wire: ['nothing'] },
  };
}
