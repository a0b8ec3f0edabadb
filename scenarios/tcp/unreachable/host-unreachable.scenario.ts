// Does a client get EHOSTUNREACH when the last router cannot reach the host?
//
// ICMP 3/1: the router has asked for the host by ARP, and nobody answered. "No route to host", says the message, but
// the route is there: the host is not.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'a host that its router cannot find is EHOSTUNREACH',
  rejected(4, 'host-unreachable', 'EHOSTUNREACH'),
);
