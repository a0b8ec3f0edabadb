// Does a forking server answer 1 and 10 connections over TCP, each in a process of its own, none wrong and none lost?
//
// A child is a Node of its own: a quarter of a second of processor time, eleven threads and 50 MB. A hundred at once are
// more than the container of a service may have.

import { scenario } from 'socketbed/vitest';
import { loaded } from './loaded.ts';

scenario(
  'a forking server under load over TCP',
  loaded({ concurrency: 'forking', transport: 'tcp', counts: [1, 10], each: 1 }),
);
