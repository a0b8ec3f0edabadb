// The largest packet becomes smaller: of a device, or of the way to an address.

import type { Fault } from './fault.ts';

export function mtu(bytes: number, to?: string): Fault {
  return {
    name: 'mtu',
    does: `lets packets of at most ${bytes} bytes ${to === undefined ? 'through the device' : `out to ${to}`}`,
    needs: [],
    how: [{ kind: 'mtu', bytes, ...(to === undefined ? {} : { to }) }],
  };
}
