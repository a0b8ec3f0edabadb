// The time axis as rows, from real captures and logs: their order, what is shaded, where silence stands.

import { expect, test } from 'vitest';
import { groupConversations } from '../../../src/evidence/group-conversations.ts';
import { parsePackets } from '../../../src/evidence/parse-packet.ts';
import { readPcap } from '../../../src/evidence/pcap.ts';
import { rowsBetween } from '../../../src/report/page/row-layout.ts';
import type { ReadCapture, ShownDetail } from '../../../src/report/page/store.ts';
import { type Kind, type Timeline, timelineOf } from '../../../src/report/page/timeline-rows.ts';
import type { ContainerFacts, LogFile } from '../../../src/report/page-data.ts';
import { readCapture } from '../../evidence/captures/read-capture.ts';
import { act, actsAround, outcome, refused, scenario, wireOfCapture } from '../sample-run.ts';

function captureOf(name: string): ReadCapture {
  const bytes = readCapture(name);
  const pcap = readPcap(bytes);
  const packets = parsePackets(pcap.records);
  const file = {
    name: 'probe-1',
    path: `${name}.pcap`,
    bytes: bytes.length,
    offset: 0,
    length: bytes.length,
  };
  return {
    file: { ...file, kept: 'whole', packets: packets.length },
    bytes,
    pcap,
    packets,
    ...groupConversations(packets),
  };
}

const container = (name: string, ...addresses: string[]): ContainerFacts => ({
  ...{ name, program: 'probe', addresses, image: '', state: 'running' },
});

function detailOf(more: Partial<ShownDetail>): ShownDetail {
  const none = {
    captures: [],
    containers: [],
    logs: [],
    engine: [],
    engineLeftOut: 0,
    files: [],
    problems: [],
    read: [],
  };
  return { result: scenario('a'), ...none, ...more };
}

const log = (name: string, ...lines: LogFile['lines'][number][]): LogFile => ({
  ...{ name, path: `${name}.log`, bytes: 0, lines, leftOutBytes: 0, headLines: lines.length },
});

const refusedDetail = detailOf({
  result: scenario('a', { acts: actsAround(wireOfCapture('refused'), refused) }),
  containers: [container('probe-1', '10.99.1.3'), container('probe-2', '10.99.2.2')],
});

const show = (detail: ShownDetail, capture?: ReadCapture, hidden: Kind[] = [], conversation = -1): Timeline =>
  timelineOf(detail, { capture, hidden: new Set(hidden), conversation });
const kindsOf = ({ rows }: Timeline): string[] =>
  rows.map(({ content }) => (content.kind === 'call' ? `call ${content.phase}` : content.kind));

test('everything stands in the order of its time, and a call around the packets that it made', () => {
  const timeline = show(refusedDetail, captureOf('refused'));
  expect(kindsOf(timeline)).toEqual([
    ...['act', 'silence', 'act', 'injection', 'call begin', 'packet', 'packet', 'call end', 'act', 'end'],
  ]);
  const times = timeline.rows.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(timeline.lanes.map(({ name }) => name)).toEqual(['probe-1', 'probe-2']);
});

test('the fault is on until it is lifted, to the end of its act where nobody says when, to the end where it is final', () => {
  const shaded = (timeline: Timeline) =>
    timeline.rows.filter(({ faulty }) => faulty).map(({ content }) => content.kind);
  expect(shaded(show(refusedDetail, captureOf('refused')))).toEqual([
    'injection',
    'call',
    'packet',
    'packet',
    'call',
  ]);
  const [control, fault] = refusedDetail.result.acts;
  if (control === undefined || fault === undefined) throw new RangeError('no acts');
  const injections = fault.injections.map((each) => ({
    ...each,
    liftedAtMs: fault.atMs + fault.durationMs - 1,
  }));
  const liftedInTime = {
    ...refusedDetail,
    result: scenario('a', { acts: [control, { ...fault, injections }] }),
  };
  expect(shaded(show(liftedInTime, captureOf('refused'))).at(-1)).toBe('lift');
  const final = {
    ...refusedDetail,
    result: scenario('a', { acts: [control, { ...fault, final: 'it is gone' }] }),
  };
  expect(shaded(show(final, captureOf('refused'))).at(-1)).toBe('end');
  expect(shaded(show(detailOf({ result: scenario('a', { acts: [act('control')] }) })))).toEqual([]);
});

test('silence is a row, higher the longer it is', () => {
  const acts = actsAround(wireOfCapture('blackhole'), outcome('timeout'));
  const { rows } = show(detailOf({ result: scenario('a', { acts }) }), captureOf('blackhole'));
  const silences = rows.flatMap(({ content, height }) =>
    content.kind === 'silence' ? [{ forMs: content.forMs, height }] : [],
  );
  expect(Math.max(...silences.map(({ forMs }) => forMs))).toBeGreaterThan(900);
  const byLength = silences.toSorted((one, other) => one.forMs - other.forMs).map(({ height }) => height);
  expect(byLength).toEqual(byLength.toSorted((one, other) => one - other));
});

test('rows follow each other without a gap, and those of a stretch are found', () => {
  const { rows, height } = show(refusedDetail, captureOf('loss'));
  let top = 0;
  for (const row of rows) {
    expect(row.top).toBe(top);
    top += row.height;
  }
  expect(height).toBe(top);
  const [first, end] = rowsBetween(rows, 100, 200);
  expect(rows.filter((row) => row.top < 200 && row.top + row.height > 100)).toEqual(rows.slice(first, end));
  expect(rowsBetween(rows, -500, -100)).toEqual([0, 0]);
  expect(rowsBetween(rows, 0, height + 1000)).toEqual([0, rows.length]);
});

test('what is hidden is left out, and counted all the same; one conversation is shown alone', () => {
  const capture = captureOf('refused');
  const timeline = show(refusedDetail, capture, ['packets', 'calls']);
  expect(kindsOf(timeline).filter((kind) => kind === 'packet' || kind.startsWith('call'))).toEqual([]);
  expect(timeline.counts).toMatchObject({ packets: capture.packets.length, calls: 1 });
  const only = show(refusedDetail, captureOf('arp'), [], 0);
  expect(
    only.rows.flatMap(({ content }) => (content.kind === 'packet' ? [content.conversation] : [])),
  ).toContain(0);
  expect(
    new Set(only.rows.flatMap(({ content }) => (content.kind === 'packet' ? [content.conversation] : [])))
      .size,
  ).toBe(1);
});

test('without packets calls reach the other program; what fails, and what comes in, too', () => {
  const at = (ms: number, kind: Parameters<typeof outcome>[0], more = {}) =>
    JSON.stringify({ id: 1, outcome: outcome(kind, { atMs: ms, durationMs: 0.2, ...more }) });
  const detail = detailOf({
    result: scenario('unix/a', { acts: [act('control', { atMs: 0, durationMs: 100 })] }),
    logs: [
      log(
        'probe-1',
        [10, at(10, 'connected', { peer: '/run/a.sock' })],
        [20, at(20, 'refused', { syscall: 'connect' })],
      ),
      log(
        'probe-2',
        [1, at(1, 'listening', { local: '/run/a.sock' })],
        [12, at(12, 'accepted')],
        [13, 'plain words'],
      ),
    ],
  });
  const timeline = show(detail);
  const calls = timeline.rows.flatMap(({ content }) =>
    content.kind === 'call' ? [[content.call.name, content.lane, content.toLane, content.call.failed]] : [],
  );
  expect(calls).toEqual([
    ['listen', 1, -1, false],
    ['connect', 0, 1, false],
    ['accept', 1, 0, false],
    ['connect', 0, 1, true],
  ]);
  expect(kindsOf(timeline)).toContain('log');
});

test('a log line that is no JSON, or half of one, is a line', () => {
  const detail = detailOf({
    logs: [log('probe-1', [1, '{"id":1,"outcome":{"kind":'], [2, '{"outcome":null}'])],
  });
  expect(kindsOf(show(detail))).toEqual(['log', 'log']);
});
