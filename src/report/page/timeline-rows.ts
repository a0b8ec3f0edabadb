// One time axis for all that is known of a scenario: packets, calls, logs, engine events, injections and acts as rows in
// their order, and the time between them, when nothing happened, as rows too. Pure; timeline.tsx draws it.

import type { Turn } from '../../evidence/conversation.ts';
import type { ActResult } from '../../evidence/results.ts';
import { type Call, readLogs } from './calls.ts';
import { findLanes, type Lanes } from './lanes.ts';
import type { Draft, Row, RowContent } from './row.ts';
import { layOut } from './row-layout.ts';
import type { ReadCapture, ShownDetail } from './store.ts';

export interface Timeline extends Lanes {
  readonly rows: readonly Row[];
  readonly height: number;
  /** All times are shown from here on. */
  readonly startMs: number;
  readonly counts: Readonly<Record<Kind, number>>;
}

export const kinds = ['packets', 'calls', 'logs', 'engine'] as const;
export type Kind = (typeof kinds)[number];

export interface TimelineOptions {
  readonly capture: ReadCapture | undefined;
  readonly hidden: ReadonlySet<Kind>;
  /** Only the packets of this one; -1 for all. */
  readonly conversation: number;
}

export function timelineOf(detail: ShownDetail, options: TimelineOptions): Timeline {
  const { capture, hidden, conversation } = options;
  const { acts } = detail.result;
  const { calls, lines } = readLogs(detail);
  const callers = new Set([...calls, ...lines].map(({ program }) => program).filter((name) => name !== ''));
  // A call of which only the act knows was somebody's.
  if (callers.size === 0 && calls.length > 0 && capture === undefined) callers.add('program');
  const lanes = findLanes(detail, capture, callers);
  const packets = capture === undefined ? [] : packetRows(capture, conversation);
  const parts: Record<Kind, readonly Draft[]> = {
    packets,
    calls: callRows(calls, lanes, capture === undefined, packets),
    logs: lines.map(({ program, atMs, text }) => ({
      atMs,
      content: { kind: 'log', program, lane: lanes.laneOf(program), text },
    })),
    engine: detail.engine.map((event) => ({
      atMs: event.atMs,
      content: { kind: 'engine', event, lane: lanes.laneOf(event.name) },
    })),
  };
  const shown = kinds.flatMap((kind) => (hidden.has(kind) ? [] : parts[kind]));
  const drafts = [...actRows(acts), ...shown].toSorted(
    (one, other) => one.atMs - other.atMs || rank(one.content) - rank(other.content),
  );
  const startMs = acts[0]?.atMs ?? drafts[0]?.atMs ?? 0;
  const counts = Object.fromEntries(kinds.map((kind) => [kind, countOf(parts[kind])])) as Record<
    Kind,
    number
  >;
  return { ...lanes, ...layOut(drafts, faultWindow(acts), startMs), startMs, counts };
}

/** A call that takes two rows is one. */
const countOf = (drafts: readonly Draft[]): number =>
  drafts.filter(({ content }) => content.kind !== 'call' || content.phase !== 'begin').length;

const order = ['act', 'injection', 'lift', 'call', 'packet', 'log', 'engine', 'silence', 'end'];
const rank = (content: RowContent): number =>
  content.kind === 'call' && content.phase === 'end' ? order.length : order.indexOf(content.kind);

function actRows(acts: readonly ActResult[]): Draft[] {
  const rows: Draft[] = acts.flatMap((act) => [
    { atMs: act.atMs, content: { kind: 'act', act } },
    ...act.injections.flatMap((injection): Draft[] => [
      { atMs: injection.atMs, content: { kind: 'injection', injection } },
      ...(injection.liftedAtMs === undefined
        ? []
        : [{ atMs: injection.liftedAtMs, content: { kind: 'lift', injection } as const }]),
    ]),
  ]);
  const last = acts.at(-1);
  if (last !== undefined) rows.push({ atMs: last.atMs + last.durationMs, content: { kind: 'end' } });
  return rows;
}

/** From the first injection until all are lifted; to the end of its act, or to the very end, where nobody says when. */
export function faultWindow(acts: readonly ActResult[]): readonly [fromMs: number, toMs: number] {
  const fault = acts.find(({ act, injections }) => act === 'fault' && injections.length > 0);
  const from = fault?.injections[0]?.atMs;
  if (fault === undefined || from === undefined) return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const liftedAtMs = Math.max(
    ...fault.injections.map((injection) => injection.liftedAtMs ?? Number.POSITIVE_INFINITY),
  );
  if (Number.isFinite(liftedAtMs)) return [from, liftedAtMs];
  return [from, fault.final === undefined ? fault.atMs + fault.durationMs : Number.POSITIVE_INFINITY];
}

function packetRows({ packets, conversations }: ReadCapture, only: number): Draft[] {
  const places = new Map<number, { turn: Turn; conversation: number }>();
  for (const [conversation, { turns }] of conversations.entries()) {
    for (const turn of turns) places.set(turn.packet.index, { turn, conversation });
  }
  return packets.flatMap((packet) => {
    const { turn, conversation } = places.get(packet.index) ?? { turn: undefined, conversation: -1 };
    if (only >= 0 && conversation !== only) return [];
    return [{ atMs: packet.atMs, content: { kind: 'packet', packet, turn, conversation } }];
  });
}

function callRows(
  calls: readonly Call[],
  lanes: Lanes,
  drawsArrows: boolean,
  packets: readonly Draft[],
): Draft[] {
  const paths = new Map(
    calls.flatMap(({ outcome, program }) =>
      outcome.kind === 'bound' || outcome.kind === 'listening' ? [[outcome.local ?? '', program]] : [],
    ),
  );
  const times = [
    ...packets.map(({ atMs }) => atMs),
    ...calls.flatMap(({ atMs, endMs }) => [atMs, endMs]),
  ].toSorted((one, other) => one - other);
  return calls.flatMap((call): Draft[] => {
    const lane = Math.max(0, lanes.laneOf(call.program || hostOf(call.outcome.local)));
    const toLane = drawsArrows ? otherLane(call, lane, lanes, paths) : -1;
    const content = { kind: 'call', call, lane, toLane } as const;
    if (
      call.name === 'done' ||
      call.endMs - call.atMs < 0.05 ||
      !isAnyBetween(times, call.atMs, call.endMs)
    ) {
      return [{ atMs: call.atMs, content: { ...content, phase: 'whole' } }];
    }
    return [
      { atMs: call.atMs, content: { ...content, phase: 'begin' } },
      { atMs: call.endMs, content: { ...content, phase: 'end' } },
    ];
  });
}

const hostOf = (endpoint: string | undefined): string | undefined =>
  endpoint?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

/** Where nothing tells, two programs can only mean each other. */
function otherLane(
  { way, outcome }: Call,
  lane: number,
  lanes: Lanes,
  paths: ReadonlyMap<string, string>,
): number {
  if (way === 'own') return -1;
  const named = lanes.laneOf(paths.get(outcome.peer ?? outcome.from ?? '') ?? hostOf(outcome.peer));
  if (named >= 0 && named !== lane) return named;
  return lanes.lanes.length === 2 ? 1 - lane : -1;
}

/** Whether any of the times, in order, lies between the two and is neither. */
function isAnyBetween(times: readonly number[], fromMs: number, toMs: number): boolean {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= fromMs) low = middle + 1;
    else high = middle;
  }
  return (times[low] ?? Number.POSITIVE_INFINITY) < toMs;
}
