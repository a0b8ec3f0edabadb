// Is a UDP socket told that a router knows no way to the network?
//
// Only with IP_RECVERR: Linux takes ICMP 3/0 for a hint that may pass (RFC 1122, 4.1.3.3 would have it told). A plain
// socket waits for its own deadline, although the answer was there in a millisecond.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'ICMP net-unreachable is told only to those who ask for errors',
  rejected('net-unreachable', 'ENETUNREACH', 'not told'),
);
