// Does a client get EACCES when a router has a reject route for the IPv6 destination?
//
// ICMPv6 1/6: somebody has put a route there only to forbid the way.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('a reject route is EACCES', rejected(6, 'reject-route', 'EACCES'));
