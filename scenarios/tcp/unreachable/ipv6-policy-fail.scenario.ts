// Does a client get EACCES when its IPv6 source address is against the policy of a router?
//
// ICMPv6 1/5: the way back of a filter for forged addresses, and of a host with two uplinks that took the wrong source.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('a source address against the policy is EACCES', rejected(6, 'policy-fail', 'EACCES'));
