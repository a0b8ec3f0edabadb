// Does a client get EHOSTUNREACH when the last IPv6 router cannot reach the host?
//
// ICMPv6 1/3: nobody answered to the neighbour solicitation of the router.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'an IPv6 host that its router cannot find is EHOSTUNREACH',
  rejected(6, 'addr-unreachable', 'EHOSTUNREACH'),
);
