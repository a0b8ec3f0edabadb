// A client whose request comes a byte at a time, as over a bad line, or from somebody who wants to keep the server busy.

import { setTimeout as pause } from 'node:timers/promises';
import { describeOutcome } from '../../evidence/describe-outcome.ts';
import { failed, passed, unknown } from '../judgement.ts';
import { readAnswer } from '../talk.ts';
import type { ServerCheck } from './server-check.ts';

/** Longer than the kernel waits to put bytes together, shorter than anybody’s patience. */
const betweenBytesMs = 60;
const bytesMax = 40;

export const byteByByte: ServerCheck = {
  name: 'byte-by-byte',
  question: 'Are others served while a request comes a byte at a time, and is it answered in the end?',
  expected: 'a good client is served meanwhile; then the reply comes',
  during: 'a request came a byte at a time',
  isFor: ({ talk }) => talk.probe !== undefined,
  needs: ['silent-clients'],
  async run(bench, record) {
    const { probe = Buffer.alloc(0) } = bench.talk;
    const { transport, at } = bench.door;
    const slow = await bench.parts.bad.connect(transport, at, {
      ...(transport === 'tcp' ? { noDelay: true } : {}),
      timeoutMs: bench.timeoutMs,
    });
    const halfway = Math.floor(Math.min(probe.length, bytesMax) / 2);
    const early = readAnswer(slow, bench.talk, bench.timeoutMs + bytesMax * betweenBytesMs * 2);
    const send = async (bytes: Buffer) => {
      for (const byte of bytes) {
        await slow.send(Buffer.of(byte));
        await pause(betweenBytesMs);
      }
    };
    await record.broke('a request comes a byte at a time', () => send(probe.subarray(0, halfway)));
    const others = await bench.askNoted(record);
    // What is longer than that comes at the end at once: the run has to end some time.
    await send(probe.subarray(halfway, bytesMax));
    if (probe.length > bytesMax) await slow.send(probe.subarray(bytesMax));
    const answer = await early;
    record.look(bench.words, answer.outcome, answer.isRight);
    if (!others.isRight) {
      return failed(
        `while a request came a byte at a time, a good client got ${others.seen}`,
        'One slow client holds up all: serve connections side by side',
        { shows: slow },
      );
    }
    if (answer.isRight)
      return passed('a request that comes a byte at a time is answered, and others are served meanwhile', {
        shows: slow,
      });
    if (answer.outcome.kind === 'aborted')
      return unknown(`the slow client was ended from here: ${describeOutcome(answer.outcome)}`);
    return failed(
      `others are served, but a request that comes a byte at a time gets ${describeOutcome(answer.outcome)}`,
      'It takes what one read gives for a whole request: read until the request is complete',
      { shows: slow },
    );
  },
};
