// Does a client get ENOPROTOOPT when the host says that it does not speak TCP?
//
// ICMP 3/2. The words for this code are "Protocol not available", which sounds like a wrong setsockopt: it came from
// the network all the same.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('a host that does not speak TCP is ENOPROTOOPT', rejected(4, 'prot-unreachable', 'ENOPROTOOPT'));
