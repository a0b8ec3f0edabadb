// The time axis with what belongs to it: which capture, which conversation, what is shown, and the packet that is
// looked at. All of it is in the address.

import { useEffect, useMemo } from 'preact/hooks';
import { formatEndpoint } from '../../evidence/packet.ts';
import { tellEvents } from '../../evidence/tell-events.ts';
import { eventsOf } from '../../evidence/wire-events.ts';
import { decisiveAct } from '../cause-word.ts';
import { laneX } from './lanes.ts';
import { PacketDetail, select } from './packet-detail.tsx';
import { route, setParams } from './route.ts';
import type { ReadCapture, ShownDetail } from './store.ts';
import { TimelineView } from './timeline.tsx';
import { type Kind, kinds, type Timeline, timelineOf } from './timeline-rows.ts';

export function TimelinePart({ detail }: { detail: ShownDetail }) {
  const { params } = route.value;
  const [asked = '', number = ''] = (params.get('packet') ?? '').split(/:(\d+)$/);
  const capture = chooseCapture(detail, asked || params.get('capture'));
  const selected = capture !== undefined && number !== '' ? Number(number) - 1 : -1;
  const hide = params.get('hide') ?? '';
  const conversation = Number(params.get('conversation') || 0) - 1;
  const timeline = useMemo(() => {
    const hidden = new Set(kinds.filter((kind) => hide.split(',').includes(kind)));
    return timelineOf(detail, { capture, hidden, conversation });
  }, [detail, capture, hide, conversation]);
  useArrowKeys(capture, selected);
  const packet = capture?.packets[selected];
  const turn = useMemo(() => {
    const turns = capture?.conversations.flatMap((each) => each.turns) ?? [];
    return turns.find((each) => each.packet.index === selected);
  }, [capture, selected]);
  return (
    <section class={`timeline ${packet === undefined ? '' : 'with-packet'}`} aria-label="What happened">
      <div class="axis">
        <h2>What happened</h2>
        <Choices
          detail={detail}
          capture={capture}
          timeline={timeline}
          hidden={hide.split(',')}
          conversation={conversation}
        />
        <LaneHeads timeline={timeline} />
        <TimelineView timeline={timeline} capture={capture?.file.name ?? ''} selected={selected} />
        <LeftOut detail={detail} timeline={timeline} capture={capture} />
      </div>
      <div class="beside">
        {capture !== undefined && packet !== undefined ? (
          <PacketDetail capture={capture} packet={packet} turn={turn} startMs={timeline.startMs} />
        ) : (
          <p class="hint">
            {capture === undefined
              ? 'No packets were captured here: the ladder is of the calls that the programs made.'
              : 'Click a packet to see all its fields. ↑ and ↓ step through them.'}
          </p>
        )}
      </div>
    </section>
  );
}

function chooseCapture({ read, result }: ShownDetail, asked: string | null): ReadCapture | undefined {
  const looked = decisiveAct(result)?.wire?.capture;
  return (
    read.find(({ file }) => file.name === asked) ?? read.find(({ file }) => file.name === looked) ?? read[0]
  );
}

interface ChoicesProps {
  readonly detail: ShownDetail;
  readonly capture: ReadCapture | undefined;
  readonly timeline: Timeline;
  readonly hidden: readonly string[];
  readonly conversation: number;
}

function Choices({ detail, capture, timeline, hidden, conversation }: ChoicesProps) {
  const toggle = (kind: Kind) => {
    const next = kinds.filter((each) => hidden.includes(each) !== (each === kind));
    setParams({ hide: next.join(',') });
  };
  return (
    <div class="choices">
      {detail.read.length > 1 && (
        <fieldset class="buttons">
          <legend class="sr">Captured at</legend>
          {detail.read.map(({ file }) => (
            <button
              type="button"
              key={file.name}
              aria-pressed={file === capture?.file}
              onClick={() => setParams({ capture: file.name, packet: undefined, conversation: undefined })}
            >
              at {file.name}
            </button>
          ))}
        </fieldset>
      )}
      <fieldset class="buttons">
        <legend class="sr">Show</legend>
        {kinds.map((kind) => (
          <button
            type="button"
            key={kind}
            aria-pressed={!hidden.includes(kind)}
            disabled={timeline.counts[kind] === 0}
            onClick={() => toggle(kind)}
          >
            {kind} <span class="dim">{timeline.counts[kind]}</span>
          </button>
        ))}
      </fieldset>
      <fieldset class="buttons">
        <legend class="sr">Go to an act</legend>
        {detail.result.acts.map(({ act, atMs }) => (
          <button type="button" key={atMs} onClick={() => goTo(timeline, atMs)}>
            {act} ↓
          </button>
        ))}
      </fieldset>
      {capture !== undefined && <ConversationChoice capture={capture} value={conversation} />}
    </div>
  );
}

function goTo({ rows }: Timeline, atMs: number): void {
  const row = rows.find(({ content }) => content.kind === 'act' && content.act.atMs === atMs);
  const top = document.querySelector('.rows')?.getBoundingClientRect().top ?? 0;
  scrollBy({ top: top + (row?.top ?? 0) - 110, behavior: 'instant' });
}

function ConversationChoice({ capture, value }: { capture: ReadCapture; value: number }) {
  const told = useMemo(
    () =>
      capture.conversations.slice(0, 200).map((each) => {
        const words = tellEvents(eventsOf(each), { max: 6 }).join(', ');
        return `${each.transport.toUpperCase()} ${formatEndpoint(each.client)} → ${formatEndpoint(each.server)}: ${words}`;
      }),
    [capture],
  );
  if (told.length < 2) return null;
  return (
    <label class="conversation">
      <span class="sr">Conversation</span>
      <select
        value={value < 0 ? '' : String(value + 1)}
        onChange={(event) => setParams({ conversation: event.currentTarget.value })}
      >
        <option value="">all {capture.conversations.length} conversations</option>
        {told.map((text, place) => (
          <option key={text + place} value={place + 1}>
            {place + 1}. {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function LaneHeads({ timeline: { lanes } }: { timeline: Timeline }) {
  return (
    <div class="lane-heads" aria-hidden="true">
      <span class="time">ms</span>
      <span class="ladder">
        {lanes.map(({ name, program, addresses }, lane) => (
          <span key={name} class="lane-head" style={{ left: `${laneX(lane, lanes.length)}%` }}>
            <b>{name}</b>
            <span>{program === name ? '' : program}</span>
            <span>{addresses[0] === name ? '' : addresses.join(' ')}</span>
          </span>
        ))}
      </span>
    </div>
  );
}

function LeftOut({ detail, timeline, capture }: Omit<ChoicesProps, 'hidden' | 'conversation'>) {
  const said: string[] = [];
  if (timeline.leftOut > 0) said.push(`${timeline.leftOut} more addresses have no lane of their own`);
  if (capture !== undefined && capture.packets.length < capture.file.packets) {
    said.push(
      `${capture.file.packets - capture.packets.length} more packets are in ${capture.file.path} only`,
    );
  }
  if (capture?.file.kept === 'cut')
    said.push(`long packets are cut short here, and whole in ${capture.file.path}`);
  for (const { name, leftOutBytes, path } of detail.logs) {
    if (leftOutBytes > 0)
      said.push(
        `${(leftOutBytes / 1000).toFixed(0)} kB in the middle of the log of ${name} are in ${path} only`,
      );
  }
  if (detail.engineLeftOut > 0)
    said.push(
      `${detail.engineLeftOut} engine events of other containers, sidecars and file copies are in events.jsonl only`,
    );
  if (said.length === 0) return null;
  return <p class="left-out">Left out: {said.join('; ')}.</p>;
}

/** Up and down, or k and j, step through the packets once one is selected. */
function useArrowKeys(capture: ReadCapture | undefined, selected: number): void {
  useEffect(() => {
    if (capture === undefined || selected < 0) return;
    const step = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const by =
        event.key === 'ArrowDown' || event.key === 'j'
          ? 1
          : event.key === 'ArrowUp' || event.key === 'k'
            ? -1
            : 0;
      const next = selected + by;
      if (event.key === 'Escape') setParams({ packet: undefined });
      if (by === 0 || next < 0 || next >= capture.packets.length) return;
      event.preventDefault();
      select(capture, next);
    };
    addEventListener('keydown', step);
    return () => removeEventListener('keydown', step);
  }, [capture, selected]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement;
