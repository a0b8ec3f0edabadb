// Clients that reset their connections, at every moment.

import type { ProbeSocket } from '../../testbed/probe-socket.ts';
import { failed, type Judgement, passed } from '../judgement.ts';
import { isSpoken } from '../talk.ts';
import type { ServerBench } from './server-bench.ts';
import type { ServerCheck } from './server-check.ts';

interface Moment {
  readonly when: string;
  readonly isFor: (bench: ServerBench) => boolean;
  /** Brings the connection there. */
  reach(bench: ServerBench, socket: ProbeSocket): Promise<unknown>;
}

const hasProbe = ({ talk }: ServerBench): boolean => talk.probe !== undefined;
/** Enough that some answers are still on their way, or unread, when the reset comes. */
const requestsUnread = 20;

const moments: readonly Moment[] = [
  { when: 'right after connect', isFor: () => true, reach: async () => {} },
  { when: 'in mid-request', isFor: hasProbe, reach: (bench, socket) => bench.sendHalf(socket) },
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
  async run(bench, record) {
    const fitting = moments.filter(({ isFor }) => isFor(bench));
    const bad: string[] = [];
    let shows: ProbeSocket | undefined;
    for (const moment of fitting) {
      const sockets = await bench.opened(perMoment);
      await Promise.all(sockets.map((socket) => moment.reach(bench, socket)));
      await record.broke(`clients reset ${moment.when}`, () =>
        Promise.all(sockets.map((socket) => socket.reset())),
      );
      const { isRight, seen } = await bench.askNoted(record);
      shows ??= sockets[0];
      if (isRight) continue;
      shows = bad.length === 0 ? sockets[0] : shows;
      bad.push(await harm(bench, moment, seen));
    }
    const more = shows === undefined ? {} : { shows };
    if (bad.length === 0) return allSurvived(fitting, more);
    return failed(
      `after a client’s reset ${bad.join('; ')}`,
      'Handle ECONNRESET and EPIPE on every read and write of a connection (Node: an error listener on each socket; C: ignore SIGPIPE)',
      more,
    );
  },
};

/** What a reset did; and the server is started again, for the next moment. */
async function harm(bench: ServerBench, { when }: Moment, seen: string): Promise<string> {
  const death = await bench.deathSoon();
  if (death === undefined) return `${when} a good client got ${seen}`;
  await bench.revive();
  return `${when} ${death}`;
}

function allSurvived(fitting: readonly Moment[], more: Partial<Judgement>): Judgement {
  const count = fitting.length * perMoment;
  return passed(
    `${count} clients reset ${listed(fitting.map(({ when }) => when))}; it goes on serving others`,
    more,
  );
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
