// Is a UDP socket told that the last router cannot reach the host?
//
// Only with IP_RECVERR, as of net-unreachable. DNS and QUIC libraries set it so as not to wait for a host that is off.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'ICMP host-unreachable is told only to those who ask for errors',
  rejected('host-unreachable', 'EHOSTUNREACH', 'not told'),
);
