// Does a server that serves one connection at a time answer 1, 10, 100 and 1000 of them over TCP, none wrong and none lost?
//
// They wait for each other in the kernel's queue. Each connection asks once: a serial server ends a kept one as soon as
// another waits, and a client that had just sent its next request would lose it.

import { scenario } from 'socketbed/vitest';
import { loaded } from './loaded.ts';

scenario('a serial server under load over TCP', loaded({ concurrency: 'serial', transport: 'tcp', each: 1 }));
