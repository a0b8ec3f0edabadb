// Does ICMPv6 port-unreachable refuse an IPv6 connection as its IPv4 sister does?
//
// ICMPv6 1/4.

import { scenario } from 'socketbed/vitest';
import { rejected } from '../unreachable/rejected.ts';

scenario('ICMPv6 port-unreachable refuses a connection', rejected(6, 'port-unreachable', 'ECONNREFUSED'));
