// Does a blackhole route on the own machine make connect fail with EINVAL, at once, and not hang?
//
// `ip route add blackhole` drops silently what it forwards for others. A program on the machine itself is told: its
// "invalid argument" is the route, not an argument.

import { expect, scenario } from 'socketbed/vitest';
import { brokenRoute } from './broken-route.ts';

scenario(
  'a route of type blackhole says EINVAL at once',
  brokenRoute('blackhole', (outcome) => expect(outcome).toFail({ code: 'EINVAL', syscall: 'connect' })),
);
