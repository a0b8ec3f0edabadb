// Does a connected UDP socket get ENOPROTOOPT from a host that says that it does not speak UDP?
//
// ICMP 3/2 is final to the kernel: every connected socket is told, once for each datagram.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario(
  'ICMP prot-unreachable is told to a connected socket',
  rejected('prot-unreachable', 'ENOPROTOOPT', 'told'),
);
