// The way back from a client's pretty line (see pretty.ts) to its event, for whoever follows the logs of containers.

import { stripVTControlCharacters } from 'node:util';
import { type ExchangeKind, failureKinds } from '../src/errors/outcome.ts';
import { type Protocol, protocols } from '../src/errors/transport.ts';
import type { ChangeEvent, ClientEvent, RoundEvent, RoundResult, SummaryEvent } from './log-event.ts';

/** The event behind a client's pretty line, with or without colour and Compose's prefix; undefined for other lines. */
export function parsePretty(line: string): ClientEvent | undefined {
  const found = /(?:^|\| +)client (\d+) {2,}(.*)$/.exec(stripVTControlCharacters(line).trimEnd());
  if (found === null) return undefined;
  const client = Number(found[1]);
  const rest = found[2] ?? '';
  return parseRound(client, rest) ?? parseChange(client, rest) ?? parseSummary(client, rest);
}

function unquote(text: string): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}

const quoted = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"`;
const roundPattern = new RegExp(String.raw`^#(\d+) {2,}(${quoted}|[^"\s]\S*) {2,}(.*)$`);
const changePattern = new RegExp(
  [
    String.raw`^(?<name>\S+) {2,}(?<before>\S+) -> (?<after>\S+)`,
    String.raw`(?: after (?<attempts>\d+) attempts? in (?<seconds>[\d.]+) s)?`,
    // Codes are in capitals, system calls are not; each may be there without the other.
    String.raw`(?: {2,}(?=\w)(?<code>[A-Z][A-Z_\d]*)?(?: ?(?<syscall>[a-z]\w*))?)?`,
    `(?: {2,}(?<reply>${quoted}))?$`,
  ].join(''),
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
  const {
    name,
    before,
    after,
    attempts = 0,
    seconds = 0,
    code,
    syscall,
    reply,
  } = changePattern.exec(text)?.groups ?? {};
  const transport = asTransport(name);
  const from = before === 'start' ? before : asOutcome(before);
  const to = asOutcome(after);
  if (transport === undefined || from === undefined || to === undefined) return undefined;
  return {
    ...{ event: 'change', client, transport, from, to },
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
    ...(reply === undefined ? {} : { reply: unquote(reply) }),
    ...{ attempts: Number(attempts), ms: Math.round(Number(seconds) * 1000) },
  };
}

function parseSummary(client: number, text: string): SummaryEvent | undefined {
  const [head = '', ...columns] = text.split(/ {2,}/);
  const rounds = /^(\d+) rounds?$/.exec(head)?.[1];
  if (rounds === undefined) return undefined;
  const summaries = columns.flatMap((column) => {
    const [, name, counts = ''] = /^(\S+) (.*)$/.exec(column) ?? [];
    const transport = asTransport(name);
    return transport === undefined ? [] : [{ transport, outcomes: parseCounts(counts) }];
  });
  return { event: 'summary', client, rounds: Number(rounds), transports: summaries };
}

function parseCounts(text: string): Partial<Record<ExchangeKind, number>> {
  const counts: Partial<Record<ExchangeKind, number>> = {};
  for (const [, name, count] of text.matchAll(/(\w+) (\d+)/g)) {
    const kind = asOutcome(name);
    if (kind !== undefined) counts[kind] = Number(count);
  }
  return counts;
}

function asTransport(text: string | undefined): Protocol | undefined {
  return protocols.find((transport) => transport === text);
}

function asOutcome(text: string | undefined): ExchangeKind | undefined {
  if (text === undefined) return undefined;
  const isKind = (name: string): name is ExchangeKind =>
    name === 'reply' || name === 'wrong' || Object.hasOwn(failureKinds, name);
  return isKind(text) ? text : undefined;
}
