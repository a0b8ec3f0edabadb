// Clients that reset their connections, at every moment. A Unix socket has no resets, but what its server gets is the
// same: ECONNRESET when a client closes with replies unread, EPIPE when it writes after that.

import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { failed, type Judgement, passed } from '../judgement.ts';
import { isSpoken } from '../talk.ts';
import { harm, listed } from './harm.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';

interface Moment {
  readonly when: string;
  readonly isFor: (bench: ServerBench) => boolean;
  /** Brings the connection there. */
  reach(bench: ServerBench, socket: ProbeSocket): Promise<unknown>;
}

const hasProbe = ({ talk }: ServerBench): boolean => talk.probe !== undefined;
const isTcp = ({ door }: ServerBench): boolean => door.transport === 'tcp';
/** Enough that some answers are still on their way, or unread, when the reset comes. */
const requestsUnread = 20;

const moments: readonly Moment[] = [
  { when: 'right after connect', isFor: isTcp, reach: async () => {} },
  {
    when: 'in mid-request',
    isFor: (bench) => isTcp(bench) && hasProbe(bench),
    reach: (bench, socket) => bench.sendHalf(socket),
  },
  {
    when: 'right after the request',
    isFor: hasProbe,
    reach: ({ talk: { probe = '' } }, socket) => socket.send(probe),
  },
  {
    when: 'in mid-reply',
    isFor: ({ talk }) => isSpoken(talk),
    async reach({ talk: { probe }, timeoutMs }, socket) {
      if (probe !== undefined) await socket.send(probe);
      await socket.receive({ bytesMax: 1, timeoutMs });
    },
  },
  {
    when: 'with many replies unread',
    isFor: hasProbe,
    async reach({ talk: { probe = Buffer.alloc(0) } }, socket) {
      await socket.send(Buffer.concat(Array.from({ length: requestsUnread }, () => probe)), {
        timeoutMs: 1000,
      });
    },
  },
];

/** Some races are lost once in a while only. */
const perMoment = 5;

export const resets: ServerCheck = {
  name: 'resets',
  question: 'Does it survive clients that reset their connections, at every moment?',
  expected: 'a good client is served after each reset',
  during: 'clients reset their connections',
  run: (bench, record) => playMoments(bench, record, { did: 'reset', after: 'after a client’s reset' }),
};

export const unreadReplies: ServerCheck = {
  name: 'unread-replies',
  question: 'Does it survive clients that close their connections while replies are unread, or on their way?',
  expected: 'a good client is served after each of them',
  during: 'clients closed with replies unread',
  isFor: ({ talk }) => isSpoken(talk),
  run: (bench, record) => playMoments(bench, record, { did: 'closed', after: 'after a client closed' }),
};

interface Words {
  readonly did: string;
  readonly after: string;
}

async function playMoments(
  bench: ServerBench,
  record: Parameters<ServerCheck['run']>[1],
  { did, after }: Words,
): Promise<Judgement> {
  const fitting = moments.filter(({ isFor }) => isFor(bench));
  const bad: string[] = [];
  let shows: ProbeSocket | undefined;
  for (const moment of fitting) {
    const sockets = await bench.opened(perMoment);
    await Promise.all(sockets.map((socket) => moment.reach(bench, socket)));
    await record.broke(`clients ${did} ${moment.when}`, () =>
      Promise.all(sockets.map((socket) => socket.reset())),
    );
    const { isRight, seen } = await bench.askNoted(record);
    shows ??= sockets[0];
    if (isRight) continue;
    shows = bad.length === 0 ? sockets[0] : shows;
    bad.push(await harm(bench, moment.when, seen));
  }
  const more = shows === undefined ? {} : { shows };
  const count = fitting.length * perMoment;
  if (bad.length === 0) {
    const when = listed(fitting.map((each) => each.when));
    return passed(`${count} clients ${did} ${when}; it goes on serving others`, more);
  }
  return failed(
    `${after} ${bad.join('; ')}`,
    'Handle ECONNRESET and EPIPE on every read and write of a connection (Node: an error listener on each socket; C: ignore SIGPIPE)',
    more,
  );
}
