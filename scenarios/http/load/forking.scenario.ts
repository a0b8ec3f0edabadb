// Does a forking server answer 1, 10, 100 and 1000 connections at once over TCP, none wrong and none lost?
//
// Four children take the connections in turn, one at a time each. A child for each connection, as in Python, would be
// a Node for each: a quarter of a second of processor time and 50 MB (see concurrency/forking-server).

import { scenario } from 'socketbed/vitest';
import { loaded } from './loaded.ts';

scenario(
  'a forking server under load over TCP',
  loaded({ concurrency: 'forking', transport: 'tcp', warmChildren: 4, each: 1 }),
);
