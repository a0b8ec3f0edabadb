// Does a client get ENETUNREACH from a firewall that says that the network is prohibited?
//
// ICMP 3/9. To the program it looks as if a route were missing; only the packet says that somebody forbids it.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('a prohibited network is ENETUNREACH', rejected(4, 'net-prohibited', 'ENETUNREACH'));
