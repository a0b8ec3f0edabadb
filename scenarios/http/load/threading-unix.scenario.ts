// Does a threading server answer 1, 10, 100 and 1000 connections at once over a Unix socket, none wrong and none lost?
//
// All of them are served in one JavaScript thread, taking turns where they wait.

import { scenario } from 'socketbed/vitest';
import { loaded } from './loaded.ts';

scenario(
  'a threading server under load over a Unix socket',
  loaded({ concurrency: 'threading', transport: 'unix-stream', each: 3 }),
);
