// Does a forking server answer 1, 10, 100 and 1000 connections at once over a Unix socket, none wrong and none lost?
//
// Four children take the connections in turn, one at a time each. A child for each connection, as in Python, would be
// a Node for each: a quarter of a second of processor time and 50 MB (see concurrency/forking-server).

import { scenario } from 'socketbed/vitest';
import { loaded } from './loaded.ts';

scenario(
  'a forking server under load over a Unix socket',
  loaded({ concurrency: 'forking', transport: 'unix-stream', warmChildren: 4, each: 1 }),
);
