// Where the rows of a timeline lie: one below the other, with silence as rows of its own, higher the longer it was. And which
// of them are to be drawn: a scenario may have ten thousand.

import type { Draft, Row, RowContent } from './row.ts';

const rowPx = 24;
const heights = {
  act: 44,
  injection: 30,
  lift: 24,
  packet: rowPx,
  call: rowPx,
  log: rowPx,
  engine: rowPx,
  end: 28,
} as const;
/** Shorter pauses are within the reach of a busy machine and tell nothing. */
const silenceMs = 30;

export function layOut(
  drafts: readonly Draft[],
  [fromMs, toMs]: readonly [number, number],
  startMs: number,
): { readonly rows: readonly Row[]; readonly height: number } {
  const rows: Row[] = [];
  const running = new Map<number, number>();
  let top = 0;
  let lastMs = drafts[0]?.atMs ?? 0;
  const push = (content: RowContent, atMs: number, height: number): void => {
    const busy = [...running].filter(([, count]) => count > 0).map(([lane]) => lane);
    rows.push({ content, atMs, top, height, faulty: atMs >= fromMs && atMs <= toMs, busy });
    top += height;
  };
  for (const { content, atMs } of drafts) {
    const pauseMs = atMs - lastMs;
    // Before the first act a bed is made ready: that takes its time, and is not what happened.
    const shownMs = lastMs < startMs ? silenceMs : pauseMs;
    if (pauseMs >= silenceMs) push({ kind: 'silence', forMs: pauseMs }, lastMs, silencePx(shownMs));
    lastMs = Math.max(lastMs, atMs);
    if (content.kind === 'call' && content.phase === 'end') count(running, content.lane, -1);
    push(content, atMs, content.kind === 'silence' ? rowPx : heights[content.kind]);
    if (content.kind === 'call' && content.phase === 'begin') count(running, content.lane, 1);
  }
  return { rows, height: top };
}

const count = (running: Map<number, number>, lane: number, step: number): void => {
  running.set(lane, (running.get(lane) ?? 0) + step);
};

/** Longer silence is higher, though not in proportion: 30 ms 20 px, 1 s 60 px, 1 min 107 px. */
const silencePx = (ms: number): number => Math.round(20 + 8 * Math.log2(ms / silenceMs));

/** The rows that any of the pixels from `fromPx` to `toPx` belong to, as a half-open range. */
export function rowsBetween(
  rows: readonly Row[],
  fromPx: number,
  toPx: number,
): readonly [first: number, end: number] {
  return [lowest(rows, ({ top, height }) => top + height > fromPx), lowest(rows, ({ top }) => top >= toPx)];
}

function lowest(rows: readonly Row[], fits: (row: Row) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && fits(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
