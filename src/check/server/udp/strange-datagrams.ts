// Datagrams that no good client sends. Over UDP each one stands alone: a length of 0 is no end, and half a request is
// never followed by its rest.

import { failed, passed } from '../../judgement.ts';
import { harm, listed } from '../harm.ts';
import type { ServerBench } from '../server-bench.ts';
import type { ServerCheck } from '../server-check.ts';

/** What IPv4 leaves of 65,535 after its header and UDP's. */
const longestBytes = 65_507;
const perKind = 5;

interface Kind {
  readonly what: string;
  bytes(probe: Buffer): Buffer;
}

const kinds: readonly Kind[] = [
  { what: 'an empty datagram', bytes: () => Buffer.alloc(0) },
  { what: 'one byte', bytes: (probe) => probe.subarray(0, 1) },
  { what: 'half a request', bytes: (probe) => probe.subarray(0, Math.floor(probe.length / 2)) },
  // Every byte that there is, beginning with those that end texts.
  { what: 'garbage', bytes: () => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)) },
  { what: `${longestBytes} bytes`, bytes: (probe) => Buffer.alloc(longestBytes, probe) },
];

export const strangeDatagrams: ServerCheck = {
  name: 'strange-datagrams',
  question: 'Does it go on serving when datagrams come that are empty, cut, garbage or far too big?',
  expected: 'a good client is served after each kind',
  during: 'strange datagrams came',
  async run(bench, record) {
    const bad: string[] = [];
    const [shown] = await bench.opened(1);
    for (const kind of kinds) {
      await record.broke(`clients send ${kind.what}`, () => send(bench, kind));
      const { isRight, seen } = await bench.askNoted(record);
      if (!isRight) bad.push(await harm(bench, kind.what, seen));
    }
    const more = shown === undefined ? {} : { shows: shown };
    if (bad.length === 0) {
      const all = listed(kinds.map(({ what }) => what));
      return passed(`clients sent ${all}; it goes on serving others`, more);
    }
    return failed(
      `after ${bad.join('; after ')}`,
      'Check the length and the form of each datagram before you read from it, and answer, or drop, what is wrong',
      more,
    );
  },
};

async function send(bench: ServerBench, { bytes }: Kind): Promise<void> {
  const { probe = Buffer.alloc(1) } = bench.talk;
  const sockets = await bench.opened(perKind);
  // What the kernel says to them, that nobody is there any more, the good client will hear too.
  await Promise.all(sockets.map((socket) => socket.send(bytes(probe))));
}
