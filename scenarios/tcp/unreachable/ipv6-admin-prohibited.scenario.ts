// Does a client get EACCES from a firewall that forbids an IPv6 connection?
//
// ICMPv6 1/1. "Permission denied" from connect makes people look at rights on their own machine; nothing there is
// wrong. Over IPv4 it is EHOSTUNREACH.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('an administrator who forbids it is EACCES over IPv6', rejected(6, 'admin-prohibited', 'EACCES'));
