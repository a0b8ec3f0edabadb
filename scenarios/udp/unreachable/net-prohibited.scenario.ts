// Does a connected UDP socket get ENETUNREACH from a firewall that prohibits the network?
//
// ICMP 3/9 has the same code as 3/0, but is final: a plain socket gets it, too.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'ICMP net-prohibited is told to a connected socket',
  rejected('net-prohibited', 'ENETUNREACH', 'told'),
);
