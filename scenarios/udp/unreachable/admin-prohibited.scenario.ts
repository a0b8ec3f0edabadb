// Does a connected UDP socket get EHOSTUNREACH from a firewall that forbids the datagram?
//
// ICMP 3/13: what routers with access lists answer, and final to the kernel.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'ICMP admin-prohibited is told to a connected socket',
  rejected('admin-prohibited', 'EHOSTUNREACH', 'told'),
);
