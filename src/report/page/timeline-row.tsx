// One row of the time axis: a time, the ladder with its lanes, and words at either side.

import { describeOutcome, formatDurationMs } from '../../evidence/describe-outcome.ts';
import { formatPauseMs } from '../../evidence/wire-event.ts';
import { callWords, tellLine } from './calls.ts';
import { endsOf, laneX } from './lanes.ts';
import { packetWords } from './packet-words.ts';
import { formatRoute, route } from './route.ts';
import type { Row, RowContent } from './row.ts';
import type { Timeline } from './timeline-rows.ts';
import { visible } from './words.tsx';

interface RowProps {
  readonly row: Row;
  readonly timeline: Timeline;
  readonly capture: string;
  readonly isSelected: boolean;
}

type Content<Kind extends RowContent['kind']> = Extract<RowContent, { kind: Kind }>;

export function RowView(props: RowProps) {
  const { row, timeline } = props;
  const { content, top, height, faulty, atMs } = row;
  const isQuiet = content.kind === 'call' && content.call.outcome.kind === 'done' && !content.call.looked;
  const classes = [
    'row',
    `row-${content.kind}`,
    ...(faulty ? ['faulty'] : []),
    ...(props.isSelected ? ['selected'] : []),
    ...(isQuiet ? ['quiet'] : []),
  ];
  const style = { transform: `translateY(${top}px)`, height: `${height}px` };
  return (
    <div class={classes.join(' ')} style={style} data-kind={content.kind}>
      <span class="time">
        {content.kind === 'silence' || content.kind === 'end' ? '' : formatTime(atMs - timeline.startMs)}
      </span>
      <Inside {...props} />
    </div>
  );
}

/** `95.100`; beyond a minute `63.271 s`. */
function formatTime(ms: number): string {
  return Math.abs(ms) < 60_000 ? ms.toFixed(3) : `${(ms / 1000).toFixed(3)} s`;
}

function Inside({ row, timeline, capture, isSelected }: RowProps) {
  const { content } = row;
  switch (content.kind) {
    case 'act':
      return <ActBand content={content} />;
    case 'injection':
      return <InjectionBand content={content} />;
    case 'lift':
      return <span class="band">lifted: {visible(content.injection.what)}</span>;
    case 'end':
      return <span class="band">the last act ends</span>;
    case 'silence':
      return <SilenceRow content={content} row={row} timeline={timeline} />;
    case 'packet':
      return (
        <PacketRow
          content={content}
          row={row}
          timeline={timeline}
          capture={capture}
          isSelected={isSelected}
        />
      );
    case 'call':
      return <CallRow content={content} row={row} timeline={timeline} />;
    case 'log':
      return <LogRow content={content} row={row} timeline={timeline} />;
    case 'engine':
      return <EngineRow content={content} row={row} timeline={timeline} />;
  }
}

const actMeanings = { control: 'it works', fault: 'it is broken', lifted: 'it works again' } as const;

function ActBand({ content: { act } }: { content: Content<'act'> }) {
  return (
    <span class={`band ${act.act}`} id={`act-${act.act}`}>
      <strong>{act.act}</strong> {actMeanings[act.act]}
      <span class="dim"> {formatDurationMs(act.durationMs)}</span>
    </span>
  );
}

function InjectionBand({ content: { injection } }: { content: Content<'injection'> }) {
  return (
    <span class="band">
      <span class="bolt" aria-hidden="true">
        ⚡
      </span>
      <strong>{visible(injection.what)}</strong>
      <span class="dim"> done in {formatDurationMs(injection.durationMs)}</span>
    </span>
  );
}

type InsideProps<Kind extends RowContent['kind']> = {
  readonly content: Content<Kind>;
  readonly row: Row;
  readonly timeline: Timeline;
};

const xOf = (lane: number, { lanes }: Timeline): number => laneX(lane, lanes.length);

/** The lanes as they pass through a row, with the programs that are inside of a call. */
function Lanes({
  row,
  timeline,
  children,
}: {
  row: Row;
  timeline: Timeline;
  children?: preact.ComponentChildren;
}) {
  return (
    <svg class="lanes" width="100%" height={row.height} aria-hidden="true">
      {timeline.lanes.map(({ name }, lane) => (
        <line
          key={name}
          class="lane"
          x1={`${xOf(lane, timeline)}%`}
          x2={`${xOf(lane, timeline)}%`}
          y1="0"
          y2={row.height}
        />
      ))}
      {row.busy.map((lane) => (
        <svg key={lane} x={`${xOf(lane, timeline)}%`} class="over" aria-hidden="true">
          <rect class="busy" x="-3" width="6" y="0" height={row.height} />
        </svg>
      ))}
      {children}
    </svg>
  );
}

function Arrow({
  from,
  to,
  timeline,
  y,
  broken = false,
}: {
  from: number;
  to: number;
  timeline: Timeline;
  y: number;
  broken?: boolean;
}) {
  const [x1, x2] = [xOf(from, timeline), xOf(to, timeline)];
  const sign = x2 > x1 ? 1 : -1;
  // What failed does not arrive.
  const end = broken ? x1 + (x2 - x1) * 0.86 : x2;
  return (
    <>
      <line class="shaft" x1={`${x1}%`} x2={`${end}%`} y1={y} y2={y} />
      <svg x={`${end}%`} class="over" aria-hidden="true">
        {broken ? (
          <path class="cross" d={`M-4 ${y - 4}l8 8m0-8l-8 8`} />
        ) : (
          <path class="head" d={`M${-8 * sign} ${y - 4.5}L${-1 * sign} ${y}L${-8 * sign} ${y + 4.5}`} />
        )}
      </svg>
    </>
  );
}

function SilenceRow({ content, row, timeline }: InsideProps<'silence'>) {
  return (
    <span class="ladder">
      <Lanes row={row} timeline={timeline} />
      <span class="label">
        <em>{formatPauseMs(content.forMs)}</em>
      </span>
    </span>
  );
}

function PacketRow({
  content,
  row,
  timeline,
  capture,
  isSelected,
}: InsideProps<'packet'> & Pick<RowProps, 'capture' | 'isSelected'>) {
  const { packet, turn } = content;
  const { what, numbers, tone, marks } = packetWords(packet, turn);
  const [from, to] = endsOf(packet).map(timeline.laneOf);
  const [start = -1, goal = -1] = [from, to];
  // To everybody, or to one who has no lane: across the whole ladder.
  const end = goal >= 0 ? goal : start === 0 ? timeline.lanes.length - 1 : 0;
  const isDrawn = start >= 0 && end !== start;
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  const place = isDrawn
    ? { left: `${xOf(low, timeline)}%`, width: `${xOf(high, timeline) - xOf(low, timeline)}%` }
    : { left: '0', width: '100%' };
  const again = marks.includes('retransmission') || marks.includes('copy');
  const { view, id, params } = route.value;
  const href = formatRoute(view, id, {
    ...Object.fromEntries(params),
    packet: `${capture}:${packet.index + 1}`,
  });
  return (
    <a
      class={`ladder tone-${tone} ${again ? 'again' : ''}`}
      href={href}
      aria-current={isSelected ? 'true' : undefined}
      data-packet={packet.index}
    >
      <Lanes row={row} timeline={timeline}>
        {isDrawn && <Arrow from={start} to={end} timeline={timeline} y={row.height / 2} />}
      </Lanes>
      <span class="label" style={place}>
        <span class="words">
          <b>{what}</b>
          {marks.map((mark) => (
            <i key={mark} class={`flag ${mark}`}>
              {mark}
            </i>
          ))}{' '}
          <span class="numbers">
            {numbers}
            {!isDrawn && ` ${endsOf(packet).filter(Boolean).join(' → ')}`}
          </span>
        </span>
      </span>
    </a>
  );
}

function CallRow({ content, row, timeline }: InsideProps<'call'>) {
  const { call, lane, toLane, phase } = content;
  const { outcome, name, failed, looked, way, program } = call;
  const said = phase === 'begin' ? `${name} …` : callWords(call);
  const classes = `call-words ${failed && phase !== 'begin' ? 'bad' : ''} ${looked ? 'looked' : ''}`;
  const isArrow = toLane >= 0 && phase !== 'begin';
  const [from, to] = way === 'in' ? [toLane, lane] : [lane, toLane];
  return (
    <>
      <span
        class={`side ${lane === 0 ? 'left' : 'right'} ${classes}`}
        title={visible(describeOutcome(outcome))}
      >
        {lane > 1 && <span class="who">{program}</span>}
        {looked && phase !== 'begin' && (
          <span class="star" title="an act compared this with what it expected">
            ★
          </span>
        )}
        {visible(said)}
      </span>
      <span class={`ladder tone-${failed ? 'reset' : way === 'own' ? 'ack' : 'data'}`}>
        <Lanes row={row} timeline={timeline}>
          {isArrow && <Arrow from={from} to={to} timeline={timeline} y={row.height / 2} broken={failed} />}
          <svg x={`${xOf(lane, timeline)}%`} class="over" aria-hidden="true">
            <Knot phase={phase} failed={failed} y={row.height / 2} height={row.height} />
          </svg>
        </Lanes>
        {isArrow && (
          <span class="label" style={labelPlace(from, to, timeline)}>
            <span class="words">
              <b>{name}</b>
              {failed && ` ${outcome.code ?? outcome.kind}`}
              {!failed && outcome.bytes !== undefined && ` ${outcome.bytes}`}
            </span>
          </span>
        )}
      </span>
    </>
  );
}

function labelPlace(from: number, to: number, timeline: Timeline): { left: string; width: string } {
  const [low, high] = [xOf(Math.min(from, to), timeline), xOf(Math.max(from, to), timeline)];
  return { left: `${low}%`, width: `${high - low}%` };
}

/** On the lane: where a call begins, ends, or is over at once. */
function Knot({
  phase,
  failed,
  y,
  height,
}: {
  phase: 'whole' | 'begin' | 'end';
  failed: boolean;
  y: number;
  height: number;
}) {
  if (phase === 'begin') return <rect class="busy" x="-3" y={y} width="6" height={height - y} rx="1" />;
  return (
    <>
      {phase === 'end' && <rect class="busy" x="-3" y="0" width="6" height={y} rx="1" />}
      {failed ? (
        <path class="cross knot" d={`M-4 ${y - 4}l8 8m0-8l-8 8`} />
      ) : (
        <circle class="knot" r="3.5" cy={y} />
      )}
    </>
  );
}

function LogRow({ content, row, timeline }: InsideProps<'log'>) {
  const { event, rest } = tellLine(content.text);
  return (
    <>
      <span class={`side ${content.lane === 0 ? 'left' : 'right'} log-words`} title={visible(content.text)}>
        <span class="who">{content.program}</span>
        {event !== '' && <b>{visible(event)}</b>} {visible(rest)}
      </span>
      <span class="ladder">
        <Lanes row={row} timeline={timeline} />
      </span>
    </>
  );
}

function EngineRow({ content, row, timeline }: InsideProps<'engine'>) {
  const { name, action, detail } = content.event;
  return (
    <>
      <span class={`side ${content.lane === 0 ? 'left' : 'right'} engine-words`}>
        <span class="who">engine</span>
        <b>{visible(action)}</b> {visible(name)} {visible(detail)}
      </span>
      <span class="ladder">
        <Lanes row={row} timeline={timeline} />
      </span>
    </>
  );
}
