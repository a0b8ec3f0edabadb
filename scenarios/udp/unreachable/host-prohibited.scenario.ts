// Does a connected UDP socket get EHOSTUNREACH from a firewall that prohibits the host?
//
// ICMP 3/10 has the same code as 3/1, but is final: a plain socket gets it, too.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'ICMP host-prohibited is told to a connected socket',
  rejected('host-prohibited', 'EHOSTUNREACH', 'told'),
);
