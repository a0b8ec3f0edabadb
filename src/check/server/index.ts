// Every check of a server, by what it is reached over, in the order in which they are made: what ends it comes last.

import type { Transport } from '../../errors/transport.ts';
import { byteByByte } from './byte-by-byte.ts';
import { comeAndGo } from './come-and-go.ts';
import { fewDescriptors } from './few-descriptors.ts';
import { halfClose } from './half-close.ts';
import { idleTimeout } from './idle-timeout.ts';
import { manyConnections } from './many-connections.ts';
import { memoryReturns } from './memory-returns.ts';
import { resets, unreadReplies } from './resets.ts';
import { restart } from './restart.ts';
import type { ServerCheck } from './server-check.ts';
import { silentClients } from './silent-clients.ts';
import { socketsReturn } from './sockets-return.ts';
import { stop } from './stop.ts';
import { everyRequest } from './udp/every-request.ts';
import { flood } from './udp/flood.ts';
import { goneClients } from './udp/gone-clients.ts';
import { replyAddress } from './udp/reply-address.ts';
import { strangeDatagrams } from './udp/strange-datagrams.ts';
import { vanishedClients } from './vanished-clients.ts';

/** On a TCP port. */
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

/** On a Unix socket: nobody vanishes there, since one kernel has both ends and tells of the death of either. */
export const unixServerChecks: readonly ServerCheck[] = serverChecks
  .filter((check) => check !== vanishedClients)
  .map((check) => (check === resets ? unreadReplies : check));

/** On a UDP port: without connections most questions are not asked, and others are. */
export const udpServerChecks: readonly ServerCheck[] = [
  everyRequest,
  strangeDatagrams,
  goneClients,
  replyAddress,
  flood,
  memoryReturns,
  restart,
  stop,
];

export function checksOf(transport: Transport): readonly ServerCheck[] {
  if (transport === 'udp') return udpServerChecks;
  return transport === 'tcp' ? serverChecks : unixServerChecks;
}
