// Every check of a server, in the order in which they are made: what ends it comes last.

import { byteByByte } from './byte-by-byte.ts';
import { comeAndGo } from './come-and-go.ts';
import { fewDescriptors } from './few-descriptors.ts';
import { halfClose } from './half-close.ts';
import { idleTimeout } from './idle-timeout.ts';
import { manyConnections } from './many-connections.ts';
import { memoryReturns } from './memory-returns.ts';
import { resets } from './resets.ts';
import { restart } from './restart.ts';
import type { ServerCheck } from './server-check.ts';
import { silentClients } from './silent-clients.ts';
import { socketsReturn } from './sockets-return.ts';
import { stop } from './stop.ts';
import { vanishedClients } from './vanished-clients.ts';

export const serverChecks: readonly ServerCheck[] = [
  comeAndGo,
  resets,
  halfClose,
  silentClients,
  byteByByte,
  vanishedClients,
  socketsReturn,
  memoryReturns,
  manyConnections,
  fewDescriptors,
  idleTimeout,
  restart,
  stop,
];
