// Does a threading server answer 1, 10, 100 and 1000 connections at once over TCP, none wrong and none lost?
//
// All of them are served in one JavaScript thread, taking turns where they wait.

import { scenario } from 'socketbed/vitest';
import { loaded } from './loaded.ts';

scenario(
  'a threading server under load over TCP',
  loaded({ concurrency: 'threading', transport: 'tcp', each: 3 }),
);
