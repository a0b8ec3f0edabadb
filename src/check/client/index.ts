// Every case of a client. The first one must pass before the others say anything.

import { blackHole, blackHoleLifted } from './black-hole.ts';
import type { ClientCase } from './client-case.ts';
import { closesBetweenRequests } from './closes-between-requests.ts';
import { goodServer } from './good-server.ts';
import { refused, refusedThenUp } from './refused.ts';
import { resetInReply } from './reset-in-reply.ts';
import { silentServer } from './silent-server.ts';

export const clientCases: readonly [ClientCase, ...ClientCase[]] = [
  goodServer,
  refused,
  resetInReply,
  closesBetweenRequests,
  silentServer,
  blackHole,
  refusedThenUp,
  blackHoleLifted,
];
