// The time axis, drawn: of however many rows only those that can be seen are in the document, so that ten thousand
// packets scroll like ten.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Row } from './row.ts';
import { rowsBetween } from './row-layout.ts';
import { RowView } from './timeline-row.tsx';
import type { Timeline } from './timeline-rows.ts';

interface TimelineProps {
  readonly timeline: Timeline;
  /** The capture's name, for links to its packets. */
  readonly capture: string;
  /** The packet that is looked at, by its place in the capture; -1 for none. */
  readonly selected: number;
}

/** Beyond both edges, so that a quick turn of the wheel meets no blank. */
const marginPx = 400;

export function TimelineView({ timeline, capture, selected }: TimelineProps) {
  const box = useRef<HTMLDivElement>(null);
  const [first, end] = useVisibleRows(box, timeline.rows);
  useSelectedInView(box, timeline.rows, selected);
  const shown = useMemo(
    () =>
      timeline.rows
        .slice(first, end)
        .map((row, place) => (
          <RowView
            key={first + place}
            row={row}
            timeline={timeline}
            capture={capture}
            isSelected={row.content.kind === 'packet' && row.content.packet.index === selected}
          />
        )),
    [timeline, first, end, selected, capture],
  );
  return (
    <div class="rows" ref={box} style={{ height: `${timeline.height}px` }}>
      {shown}
    </div>
  );
}

function useVisibleRows(
  box: { current: HTMLDivElement | null },
  rows: readonly Row[],
): readonly [number, number] {
  const [range, setRange] = useState<readonly [number, number]>([0, 60]);
  useLayoutEffect(() => {
    const measure = () => {
      const top = box.current?.getBoundingClientRect().top ?? 0;
      const next = rowsBetween(rows, -top - marginPx, innerHeight - top + marginPx);
      setRange((last) => (last[0] === next[0] && last[1] === next[1] ? last : next));
    };
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    };
    measure();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', soon);
      removeEventListener('resize', soon);
    };
  }, [rows]);
  return range;
}

/** Where the selected packet is out of sight, it is brought to the middle. */
function useSelectedInView(
  box: { current: HTMLDivElement | null },
  rows: readonly Row[],
  selected: number,
): void {
  useEffect(() => {
    const row = rows.find(({ content }) => content.kind === 'packet' && content.packet.index === selected);
    if (row === undefined || box.current === null) return;
    const top = box.current.getBoundingClientRect().top + row.top;
    if (top > 160 && top + row.height < innerHeight - 40) return;
    scrollBy({ top: top - innerHeight / 2, behavior: 'instant' });
  }, [rows, selected]);
}
