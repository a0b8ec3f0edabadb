// Does a client get ENETUNREACH when a router on the way knows no way to the network?
//
// ICMP 3/0. For a SYN the kernel takes it as final and does not try again; on an open connection it would only be a
// hint (RFC 1122, 4.2.3.9).

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('a router without a route is ENETUNREACH', rejected(4, 'net-unreachable', 'ENETUNREACH'));
