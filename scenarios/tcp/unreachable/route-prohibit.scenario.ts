// Does connect fail with EACCES, at once, when a route on the machine itself prohibits the way?
//
// `ip route add prohibit`. "Permission denied" from connect, with no user, file or right that could be wrong.

import { expect, scenario } from 'socketbed/vitest';
import { brokenRoute } from './broken-route.ts';

scenario(
  'a route of type prohibit says EACCES at once',
  brokenRoute('prohibit', (outcome) => expect(outcome).toBeDenied({ code: 'EACCES', syscall: 'connect' })),
);
