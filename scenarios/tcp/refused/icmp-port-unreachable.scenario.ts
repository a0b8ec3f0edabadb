// Does a firewall that answers with ICMP port-unreachable refuse a connection just as a closed port does?
//
// ICMP 3/3 is what iptables' REJECT sends by default. The code is the one of a closed port; the packet tells them apart
// (tcp/refused/closed-port has a RST).

import { scenario } from 'socketbed/vitest';
import { rejected } from '../unreachable/rejected.ts';

scenario('ICMP port-unreachable refuses a connection', rejected(4, 'port-unreachable', 'ECONNREFUSED'));
