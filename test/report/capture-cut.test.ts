// Captures that are cut for the page say the same as the whole ones: who, what, when, and what is remarkable about it.

import { describe, expect, test } from 'vitest';
import type { Conversations } from '../../src/evidence/conversation.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import { readPcap } from '../../src/evidence/pcap.ts';
import { wireOf } from '../../src/evidence/read-wire.ts';
import { type CaptureLimits, cutCapture } from '../../src/report/capture-cut.ts';
import { captureNames, readCapture } from '../evidence/captures/read-capture.ts';

const limits: CaptureLimits = { wholeBytes: 0, packetBytes: 128, packets: 20_000 };
const read = (file: Uint8Array): Conversations => groupConversations(parsePackets(readPcap(file).records));

const cut = (name: string, changed: Partial<CaptureLimits> = {}) => {
  const file = readCapture(name);
  return cutCapture(file, readPcap(file), { ...limits, ...changed });
};

describe.each(captureNames)('%s', (name) => {
  test('cut behind its headers, it has the same packets, marks and signatures', () => {
    const [whole, short] = [read(readCapture(name)), read(cut(name).bytes)];
    const told = ({ conversations }: Conversations) =>
      conversations.map((each) => ({
        ...wireOf(each),
        turns: each.turns.map(({ marks, from, seq, ack, newBytes }) => ({ marks, from, seq, ack, newBytes })),
        // A microsecond is all that the file has; a nanosecond capture had more.
        ...{
          atMs: 0,
          durationMs: 0,
          longestSilenceMs: 0,
          unanswered: 0,
          rejected: 0,
          reset: 0,
          icmp: each.turns.length,
        },
      }));
    expect(told(short)).toEqual(told(whole));
    expect(short.others.length).toBe(whole.others.length);
  });
});

test('a short file stays as it is, byte for byte', () => {
  const file = readCapture('echo');
  expect(cutCapture(file, readPcap(file), { ...limits, wholeBytes: file.length })).toEqual({
    kept: 'whole',
    bytes: file,
  });
});

test('times stay to the microsecond, and no packet is longer than asked', () => {
  const { kept, bytes } = cut('zero-window', { packetBytes: 60 });
  const [whole, short] = [readPcap(readCapture('zero-window')).records, readPcap(bytes).records];
  expect(kept).toBe('cut');
  expect(short.map(({ atMs }) => Math.round(atMs * 1000))).toEqual(
    whole.map(({ atMs }) => Math.round(atMs * 1000)),
  );
  expect(short.map(({ wireBytes }) => wireBytes)).toEqual(whole.map(({ wireBytes }) => wireBytes));
  expect(Math.max(...short.map(({ data }) => data.length))).toBe(60);
});

test('of many packets the first are kept', () => {
  const { kept, bytes } = cut('loss', { packets: 3 });
  expect([kept, readPcap(bytes).records.length, readPcap(bytes).end]).toEqual(['beginning', 3, 'whole']);
});
