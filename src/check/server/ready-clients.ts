// Connections on which a request may arrive at any moment, for the kind of server that it is.
//
//   takes another     Redis, HTTP with keep-alive    connect -> request -> reply, read to its end -> (a request)
//   closes            HTTP without keep-alive        connect -> taken by the program              -> (its only request)
//   answers no more   the words are a greeting       connect -> greeting -> reply                 -> (nothing)

import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { converse, isSpoken, type Talk } from '../talk.ts';
import type { ServerBench } from './server-bench.ts';

export interface ReadyClients {
  readonly sockets: readonly ProbeSocket[];
  /** What is said on them next. Absent: nothing; there are no words, or they can be said once only and have been. */
  readonly request?: Buffer;
}

/** A reply that comes in parts has no longer pauses than that. */
const quietMs = 150;
const partsMax = 200;

export async function readyClients(bench: ServerBench, count: number): Promise<ReadyClients> {
  const { talk, timeoutMs, parts } = bench;
  const sockets = await bench.opened(count);
  if (!isSpoken(talk)) return { sockets };
  await Promise.all(sockets.map((socket) => serve(socket, talk, timeoutMs)));
  const [first] = sockets;
  if (talk.probe === undefined || first === undefined) return { sockets };
  const again = await serve(first, talk, timeoutMs);
  if (again === 'served') return { sockets, request: talk.probe };
  await parts.bad.closeAll();
  const fresh = await bench.opened(count);
  if (again === 'ended') {
    // Who comes after them is served: the program has taken them.
    await bench.ask();
    return { sockets: fresh, request: talk.probe };
  }
  await Promise.all(fresh.map((socket) => serve(socket, talk, timeoutMs)));
  return { sockets: fresh };
}

/** One exchange, its reply read to the end: what was left of it would be taken for the next one. */
async function serve(
  socket: ProbeSocket,
  talk: Talk,
  timeoutMs: number,
): Promise<'served' | 'ended' | 'other'> {
  const { isRight, outcome } = await converse(socket, talk, timeoutMs);
  if (!isRight) return outcome.kind === 'wrong' || outcome.kind === 'timeout' ? 'other' : 'ended';
  for (let parts = 0; parts < partsMax; parts += 1) {
    const { kind } = await socket.receive({ timeoutMs: quietMs });
    if (kind === 'timeout') return 'served';
    if (kind !== 'received') return 'ended';
  }
  return 'other';
}
