// Does a client get ENETUNREACH when an IPv6 router knows no way to the destination?
//
// ICMPv6 1/0.

import { scenario } from 'socketbed/vitest';
import { rejected } from './rejected.ts';

scenario('an IPv6 router without a route is ENETUNREACH', rejected(6, 'no-route', 'ENETUNREACH'));
