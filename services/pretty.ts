// Log lines for people, and the way back for the lines of clients. Columns are parted by two spaces or more:
//
//   client 3   #12   HELLO   tcp 0.41 ms   udp refused 0.35 ms   unix-stream 0.22 ms   unix-datagram waiting
//   client 3   udp   reply -> refused after 11 attempts in 11.2 s   ECONNREFUSED recvmsg
//   client 3   12 rounds   tcp reply 12   udp reply 11, refused 1
//   tcp   connect   172.18.0.6:51234
//
// An attempt without an outcome's name was answered right.

import { stripVTControlCharacters, styleText } from 'node:util';
import { failureKinds, type OutcomeKind } from '../src/errors/outcome.ts';
import { type Transport, transports } from './exchange/exchange.ts';
import type {
  ChangeEvent,
  ClientEvent,
  LogEvent,
  RoundEvent,
  RoundResult,
  ServiceEvent,
  SummaryEvent,
} from './log-event.ts';

const gap = '   ';
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
  const why = [code ?? (syscall === undefined ? undefined : '-'), syscall].filter(
    (part) => part !== undefined,
  );
  const columns = [paint('cyan', `client ${client}`.padEnd(9)), transport, `${change}${since}`];
  if (why.length > 0) columns.push(why.join(' '));
  if (reply !== undefined) columns.push(quote(reply));
  return columns.join(gap);
}

function formatSummary({ client, rounds, transports: summaries }: SummaryEvent, paint: Paint): string {
  const columns = summaries.map(({ transport, outcomes }) => {
    const counts = Object.entries(outcomes).map(([kind, count]) =>
      paint(kind === 'reply' ? 'green' : 'red', `${kind} ${count}`),
    );
    return `${transport} ${counts.length === 0 ? 'nothing' : counts.join(', ')}`;
  });
  return [paint('cyan', `client ${client}`.padEnd(9)), `${rounds} rounds`, ...columns].join(gap);
}

function serviceColumns(event: ServiceEvent): string[] {
  switch (event.event) {
    case 'connect':
      return [event.transport, event.peer];
    case 'close':
      return [event.transport, event.peer, `${event.bytes} bytes in ${(event.ms / 1000).toFixed(1)} s`];
    case 'problem':
      return [event.transport, event.message];
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

function unquote(text: string): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}

/** The event behind a client's pretty line, with or without colour and Compose's prefix; undefined for other lines. */
export function parsePretty(line: string): ClientEvent | undefined {
  const found = /(?:^|\| +)client (\d+) {2,}(.*)$/.exec(stripVTControlCharacters(line).trimEnd());
  if (found === null) return undefined;
  const client = Number(found[1]);
  const rest = found[2] ?? '';
  return parseRound(client, rest) ?? parseChange(client, rest) ?? parseSummary(client, rest);
}

const quoted = '"(?:[^"\\\\]|\\\\.)*"';
const roundPattern = new RegExp(`^#(\\d+) {2,}(${quoted}|\\S+) {2,}(.*)$`);
const changePattern = new RegExp(
  '^(\\S+) {2,}(\\S+) -> (\\S+)(?: after (\\d+) attempts? in ([\\d.]+) s)?' +
    `(?: {2,}([A-Z_\\d-]+)(?: (\\w+))?)?(?: {2,}(${quoted}|\\S+))?$`,
);

function parseRound(client: number, text: string): RoundEvent | undefined {
  const [, round, answer, columns] = roundPattern.exec(text) ?? [];
  if (round === undefined || answer === undefined || columns === undefined) return undefined;
  const results = columns.split(/ {2,}/).map(parseResult);
  if (!results.every((result) => result !== undefined)) return undefined;
  const event = { event: 'round', client, round: Number(round), results } as const;
  return answer === '-' ? event : { ...event, reply: unquote(answer) };
}

function parseResult(column: string): RoundResult | undefined {
  const [, name, kind = 'reply', ms] = /^(\S+)(?: ([a-zA-Z]+))?(?: ([\d.]+) ms)?$/.exec(column) ?? [];
  const transport = asTransport(name);
  if (transport === undefined) return undefined;
  if (ms === undefined) return kind === 'waiting' ? { transport, outcome: 'waiting' } : undefined;
  const outcome = asOutcome(kind);
  return outcome === undefined ? undefined : { transport, outcome, ms: Number(ms) };
}

function parseChange(client: number, text: string): ChangeEvent | undefined {
  const [, name, before, after, attempts = '0', seconds = '0', code, syscall, reply] =
    changePattern.exec(text) ?? [];
  const transport = asTransport(name);
  const from = before === 'start' ? before : asOutcome(before);
  const to = asOutcome(after);
  if (transport === undefined || from === undefined || to === undefined) return undefined;
  return {
    ...{ event: 'change', client, transport, from, to },
    ...(code === undefined || code === '-' ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
    ...(reply === undefined ? {} : { reply: unquote(reply) }),
    ...{ attempts: Number(attempts), ms: Number(seconds) * 1000 },
  };
}

function parseSummary(client: number, text: string): SummaryEvent | undefined {
  const [head = '', ...columns] = text.split(/ {2,}/);
  const rounds = /^(\d+) rounds$/.exec(head)?.[1];
  if (rounds === undefined) return undefined;
  const summaries = columns.flatMap((column) => {
    const [, name, counts = ''] = /^(\S+) (.*)$/.exec(column) ?? [];
    const transport = asTransport(name);
    return transport === undefined ? [] : [{ transport, outcomes: parseCounts(counts) }];
  });
  return { event: 'summary', client, rounds: Number(rounds), transports: summaries };
}

function parseCounts(text: string): Partial<Record<OutcomeKind, number>> {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const [, name, count] of text.matchAll(/(\w+) (\d+)/g)) {
    const kind = asOutcome(name);
    if (kind !== undefined) counts[kind] = Number(count);
  }
  return counts;
}

function asTransport(text: string | undefined): Transport | undefined {
  return transports.find((transport) => transport === text);
}

function asOutcome(text: string | undefined): OutcomeKind | undefined {
  if (text === undefined) return undefined;
  const isKind = (name: string): name is OutcomeKind =>
    name === 'reply' || name === 'wrong' || Object.hasOwn(failureKinds, name);
  return isKind(text) ? text : undefined;
}
