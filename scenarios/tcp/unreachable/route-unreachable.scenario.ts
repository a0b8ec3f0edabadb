// Does connect fail with EHOSTUNREACH, at once, when the route to the server is of type unreachable?
//
// `ip route add unreachable`: what routing daemons and VPNs put there so that nothing leaks out by another way.

import { expect, scenario } from 'socketbed/vitest';
import { brokenRoute } from './broken-route.ts';

scenario(
  'a route of type unreachable says EHOSTUNREACH at once',
  brokenRoute('unreachable', (outcome) =>
    expect(outcome).toBeUnreachable({ code: 'EHOSTUNREACH', syscall: 'connect' }),
  ),
);
