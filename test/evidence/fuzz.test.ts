// Whatever the bytes, nothing throws but CAPTURE_INVALID for a file's head, and no packet is lost.

import { expect, test } from 'vitest';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { drawLadder } from '../../src/evidence/ladder.ts';
import { parsePacket, parsePackets } from '../../src/evidence/parse-packet.ts';
import { readPcap } from '../../src/evidence/pcap.ts';
import { wireOf } from '../../src/evidence/read-wire.ts';
import { tellEvents } from '../../src/evidence/tell-events.ts';
import { eventsOf } from '../../src/evidence/wire-events.ts';
import { showsInOrder } from '../../src/evidence/wire-pattern.ts';
import { captureNames, readCapture } from './captures/read-capture.ts';

/** mulberry32: the same numbers for the same seed, so that a failure can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Some bytes changed, mostly to what lengths and flags stumble over; sometimes cut, sometimes longer. */
function mutate(original: Buffer, random: (below: number) => number, from = 0): Buffer {
  const extremes = [0, 1, 4, 0x7f, 0x80, 0xff, random(256)];
  let bytes: Buffer = Buffer.from(original);
  for (let changes = 1 + random(4); changes > 0 && bytes.length > from; changes -= 1) {
    bytes[from + random(bytes.length - from)] = extremes[random(extremes.length)] ?? 0;
  }
  if (random(4) === 0) bytes = bytes.subarray(0, from + random(bytes.length - from + 1));
  return random(8) === 0 ? Buffer.concat([bytes, bytes.subarray(0, random(40))]) : bytes;
}

function readAll(packets: ReturnType<typeof parsePackets>): void {
  const { conversations, others } = groupConversations(packets);
  const placed = conversations.flatMap(({ turns }) => turns.map(({ packet }) => packet));
  expect([...placed, ...others].map(({ index }) => index).toSorted((one, other) => one - other)).toEqual(
    packets.map((_, index) => index),
  );
  for (const conversation of conversations) {
    const events = eventsOf(conversation);
    tellEvents(events);
    showsInOrder(events, ['SYN', 'data', 'nothing', 'RST']);
    const { bytes, longestSilenceMs } = wireOf(conversation);
    expect(bytes.client + bytes.server + longestSilenceMs).toBeGreaterThanOrEqual(0);
    const width = Math.max(
      ...drawLadder(conversation)
        .split('\n')
        .map(({ length }) => length),
    );
    expect(width).toBeLessThanOrEqual(100);
  }
}

const captures = captureNames.map(readCapture);
const records = captures.flatMap((file) => readPcap(file).records);

test('20,000 mutated packets', () => {
  const random = randomOf(1);
  const understood = new Map<string, number>();
  const mutated = Array.from({ length: 20_000 }, (_, index) => {
    const original = records[random(records.length)];
    if (original === undefined) throw new RangeError('no capture');
    const data = mutate(original.data, random);
    const packet = parsePacket(
      { ...original, data, wireBytes: Math.max(data.length, original.wireBytes) },
      index,
    );
    understood.set(packet.protocol, (understood.get(packet.protocol) ?? 0) + 1);
    return packet;
  });
  readAll(mutated);
  // Were most of them unreadable, or none, this test would say little.
  expect([...understood.keys()].toSorted()).toEqual(['arp', 'icmp', 'malformed', 'other', 'tcp', 'udp']);
  for (const count of understood.values()) expect(count).toBeGreaterThan(100);
});

test('3,000 mutated files', () => {
  const random = randomOf(2);
  let refused = 0;
  for (let round = 0; round < 3_000; round += 1) {
    const original = captures[random(captures.length)] ?? Buffer.alloc(0);
    try {
      readAll(parsePackets(readPcap(mutate(original, random, random(10) === 0 ? 0 : 24)).records));
    } catch (error) {
      if (!(error instanceof SocketbedError) || error.code !== 'CAPTURE_INVALID') throw error;
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(10);
  expect(refused).toBeLessThan(300);
});

test('20,000 packets of one lossy connection are a matter of moments', () => {
  // With a step for each pair of packets it would not fit into a test's time.
  const echo = records.filter(({ data, linkType }) => linkType === 1 && data.length > 60);
  const random = randomOf(3);
  const many = Array.from({ length: 20_000 }, (_, index) => {
    const { data, ...rest } = echo[index % 8] ?? { data: Buffer.alloc(0), atMs: 0, linkType: 1 };
    const changed = Buffer.from(data);
    if (changed.length > 42) changed.writeUInt32BE(random(1_000_000), 38);
    return { ...rest, atMs: rest.atMs + index, data: changed, wireBytes: changed.length };
  });
  readAll(parsePackets(many));
});
