// Does a client get EHOSTUNREACH, and not EACCES, from a firewall that forbids the connection?
//
// ICMP 3/13: what routers with access lists answer. Over IPv6 the same refusal is EACCES (tcp/unreachable/ipv6-admin-
// prohibited).

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'an administrator who forbids it is EHOSTUNREACH over IPv4',
  rejected(4, 'admin-prohibited', 'EHOSTUNREACH'),
);
