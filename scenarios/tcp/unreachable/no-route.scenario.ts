// Does connect fail with ENETUNREACH, at once, on a machine that has no route to the server?
//
// A VPN that is down, a container on an internal network, a default route that is gone. No packet leaves: what a router
// far away says with ICMP net-unreachable has the same code.

import { expect, scenario } from 'socketbed/vitest';
import { brokenRoute } from './broken-route.ts';

scenario(
  'a machine without a route says ENETUNREACH at once',
  brokenRoute('none', (outcome) =>
    expect(outcome).toBeUnreachable({ code: 'ENETUNREACH', syscall: 'connect' }),
  ),
);
