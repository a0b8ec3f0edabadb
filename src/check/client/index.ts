// Every case of a client, by its transport. The first one must pass before the others say anything.

import { blackHole, blackHoleLifted } from './black-hole.ts';
import type { ClientCase } from './client-case.ts';
import { closesBetweenRequests } from './closes-between-requests.ts';
import { endInReply, resetInReply } from './cut-reply.ts';
import type { DatagramTarget } from './datagram-target.ts';
import type { ClientDoor } from './door.ts';
import { goodServer } from './good-server.ts';
import { refused, refusedThenUp } from './refused.ts';
import { repliesTwice } from './replies-twice.ts';
import { silentServer } from './silent-server.ts';
import type { Target } from './target.ts';

export type Cases<Door extends ClientDoor> = readonly [ClientCase<Door>, ...ClientCase<Door>[]];

export const tcpCases: Cases<Target> = [
  goodServer,
  refused,
  resetInReply,
  closesBetweenRequests,
  silentServer,
  blackHole,
  refusedThenUp,
  blackHoleLifted,
];

/** No resets, and no packets that could be lost. */
export const unixCases: Cases<Target> = [
  goodServer,
  refused,
  endInReply,
  closesBetweenRequests,
  silentServer,
  refusedThenUp,
];

/** To lose a request for ever is the same to a client as a silent server. */
export const datagramCases: Cases<DatagramTarget> = [
  goodServer,
  refused,
  repliesTwice,
  silentServer,
  refusedThenUp,
  blackHoleLifted,
];
