// Does a client get EHOSTUNREACH from a firewall that says that the host is prohibited?
//
// ICMP 3/10: the answer of firewalld and of many an iptables rule ("reject-with icmp-host-prohibited"). "No route to
// host" from a host that answers to ping is most often this.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('a prohibited host is EHOSTUNREACH', rejected(4, 'host-prohibited', 'EHOSTUNREACH'));
