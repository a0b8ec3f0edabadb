// Log lines for people. Columns are parted by three spaces or more; parse-pretty.ts is the way back:
//
//   client 3   #12   HELLO   tcp 0.41 ms   udp refused 0.35 ms   unix-stream 0.22 ms   unix-datagram waiting
//   client 3   udp   reply -> refused after 11 attempts in 11.2 s   ECONNREFUSED recvmsg
//   client 3   12 rounds   tcp reply 12   udp reply 11, refused 1
//   tcp   connect   172.18.0.6:51234
//
// An attempt without an outcome's name was answered right.

import { styleText } from 'node:util';
import type {
  ChangeEvent,
  LogEvent,
  RoundEvent,
  RoundResult,
  ServiceEvent,
  SummaryEvent,
} from './log-event.ts';

const gap = '   ';
/** Of the records that a name server is asked for. */
const typeNames: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' };
/** Room for `123.4 ms`, so that columns stand under each other while all is well. */
const valueWidth = 8;

/** The line for an event, without its end. */
export function formatPretty(event: LogEvent, { colour = false } = {}): string {
  const paint: Paint = colour
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  switch (event.event) {
    case 'round':
      return formatRound(event, paint);
    case 'change':
      return formatChange(event, paint);
    case 'summary':
      return formatSummary(event, paint);
    default:
      return [paint('cyan', event.service.padEnd(4)), event.event, ...serviceColumns(event)].join(gap);
  }
}

/** A time as a person reads it, three digits of it: `0.41 ms`, `12.3 ms`, `2001 ms`. */
export function formatMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

type Paint = (style: 'red' | 'green' | 'dim' | 'cyan', text: string) => string;

function formatRound({ client, round, reply, results }: RoundEvent, paint: Paint): string {
  const answer = reply === undefined ? '-' : quote(reply);
  const columns = [`client ${client}`.padEnd(9), `#${round}`.padEnd(4), answer.padEnd(5)];
  return [paint('cyan', columns.join(gap)), ...results.map((result) => formatResult(result, paint))]
    .join(gap)
    .trimEnd();
}

function formatResult(result: RoundResult, paint: Paint): string {
  const { transport, outcome } = result;
  if (outcome === 'waiting') return `${transport} ${paint('dim', outcome.padEnd(valueWidth))}`;
  const ms = formatMs(result.ms);
  if (outcome === 'reply') return `${transport} ${paint('green', ms.padEnd(valueWidth))}`;
  return `${transport} ${paint('red', `${outcome} ${ms}`)}`;
}

function formatChange(event: ChangeEvent, paint: Paint): string {
  const { client, transport, from, to, code, syscall, reply, attempts, ms } = event;
  const attemptsText = `${attempts} attempt${attempts === 1 ? '' : 's'}`;
  const since = from === 'start' ? '' : ` after ${attemptsText} in ${(ms / 1000).toFixed(1)} s`;
  const change = paint(to === 'reply' ? 'green' : 'red', `${from} -> ${to}`);
  const why = [code, syscall].filter((part) => part !== undefined);
  const columns = [paint('cyan', `client ${client}`.padEnd(9)), transport, `${change}${since}`];
  if (why.length > 0) columns.push(why.join(' '));
  if (reply !== undefined) columns.push(JSON.stringify(reply));
  return columns.join(gap);
}

function formatSummary({ client, rounds, transports: summaries }: SummaryEvent, paint: Paint): string {
  const columns = summaries.map(({ transport, outcomes }) => {
    const counts = Object.entries(outcomes).map(([kind, count]) =>
      paint(kind === 'reply' ? 'green' : 'red', `${kind} ${count}`),
    );
    return `${transport} ${counts.length === 0 ? 'nothing' : counts.join(', ')}`;
  });
  return [
    paint('cyan', `client ${client}`.padEnd(9)),
    `${rounds} round${rounds === 1 ? '' : 's'}`,
    ...columns,
  ].join(gap);
}

function serviceColumns(event: ServiceEvent): string[] {
  switch (event.event) {
    case 'connect':
      return [event.transport, event.peer];
    case 'close':
      return [event.transport, event.peer, `${event.bytes} bytes in ${(event.ms / 1000).toFixed(1)} s`];
    case 'problem':
      return [event.transport, event.message];
    case 'question':
      return [event.transport, event.name, typeNames[event.type] ?? `type ${event.type}`];
    case 'credentials':
      return [event.transport, `made for ${event.servername}`];
    case 'stopped':
      return [
        event.transport,
        event.signal,
        event.drained ? 'drained' : `cut off: ${event.heldUpBy.join(', ')}`,
      ];
  }
}

/** Text that could be taken for a column, or breaks the line, goes in JSON's quotes. */
function quote(text: string): string {
  return /^[!#-~][!-~]*$/.test(text) && text !== '-' ? text : JSON.stringify(text);
}
