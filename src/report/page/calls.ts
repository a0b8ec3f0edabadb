// The calls that programs made, as far as their logs and the acts tell: when, what, and what came of it.
//
//   {"id":338,"outcome":{"kind":"refused","code":"ECONNREFUSED", ...}}  ->  connect, refused (ECONNREFUSED connect)

import { failureKinds } from '../../errors/outcome.ts';
import { describeOutcome, formatDurationMs } from '../../evidence/describe-outcome.ts';
import type { RecordedOutcome } from '../../evidence/results.ts';
import type { ScenarioDetail } from '../page-data.ts';

export interface Call {
  /** The container's name; empty where only the act knows of it. */
  readonly program: string;
  readonly outcome: RecordedOutcome;
  readonly atMs: number;
  readonly endMs: number;
  /** `connect`, `recv` */
  readonly name: string;
  readonly failed: boolean;
  /** Which way it reaches: out to another, in from another, or this machine alone. */
  readonly way: 'out' | 'in' | 'own';
  /** An act compared it with what it expected. */
  readonly looked: boolean;
}

export interface ProgramLog {
  readonly calls: readonly Call[];
  /** The lines that are no calls. */
  readonly lines: readonly { readonly program: string; readonly atMs: number; readonly text: string }[];
}

export function readLogs({ logs, result }: Pick<ScenarioDetail, 'logs' | 'result'>): ProgramLog {
  const looked = result.acts.flatMap(({ checks }) => checks.flatMap(({ outcome }) => outcome ?? []));
  const lookedAt = new Set(looked.map(keyOf));
  const calls: Call[] = [];
  const lines: { program: string; atMs: number; text: string }[] = [];
  for (const log of logs) {
    let lastMs = log.lines.find(([atMs]) => atMs > 0)?.[0] ?? result.acts[0]?.atMs ?? 0;
    for (const [atMs, text] of log.lines) {
      lastMs = atMs || lastMs;
      const outcome = outcomeIn(text);
      if (outcome === undefined) lines.push({ program: log.name, atMs: lastMs, text });
      else calls.push(callOf(log.name, outcome, lookedAt.has(keyOf(outcome))));
    }
  }
  const told = calls.filter((call) => call.looked || !isMaking(call));
  const known = new Set(calls.map(({ outcome }) => keyOf(outcome)));
  const others = looked.filter((outcome) => !known.has(keyOf(outcome)));
  return { calls: [...told, ...others.map((outcome) => callOf('', outcome, true))], lines };
}

/** A socket is made: nothing that could fail here, and nothing to see. */
const isMaking = ({ outcome }: Call): boolean => outcome.kind === 'done' && outcome.local === '(unnamed)';

const keyOf = ({ atMs, kind }: RecordedOutcome): string => `${kind} ${atMs}`;

type Logged = RecordedOutcome & {
  readonly data?: string;
  readonly dataBytes?: number;
  readonly reply?: string;
};

function outcomeIn(text: string): RecordedOutcome | undefined {
  if (!text.startsWith('{') || !text.includes('"outcome"')) return undefined;
  try {
    const { outcome }: { outcome?: Logged } = JSON.parse(text);
    if (typeof outcome?.kind !== 'string' || typeof outcome.atMs !== 'number') return undefined;
    const { data, dataBytes, reply, ...rest } = outcome;
    const said = data === undefined ? reply : decode(data);
    return {
      ...rest,
      durationMs: Number(outcome.durationMs) || 0,
      ...(said === undefined ? {} : { text: said }),
      ...(dataBytes === undefined ? {} : { bytes: dataBytes }),
    };
  } catch {
    return undefined;
  }
}

function decode(base64: string): string {
  const bytes = Uint8Array.from(atob(base64.slice(0, 80)), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

const namesOfKinds: Readonly<Record<string, string>> = {
  connected: 'connect',
  accepted: 'accept',
  received: 'recv',
  sent: 'send',
  bound: 'bind',
  listening: 'listen',
  resolved: 'getaddrinfo',
  reply: 'ask',
  wrong: 'ask',
};
const outward = ['connect', 'send', 'sendto', 'write', 'ask', 'getaddrinfo', 'sendmsg'];
const inward = ['accept', 'recv', 'recvfrom', 'read', 'recvmsg'];

function callOf(program: string, outcome: RecordedOutcome, looked: boolean): Call {
  const { kind, syscall, atMs, durationMs } = outcome;
  const name = syscall ?? namesOfKinds[kind] ?? kind;
  return {
    ...{ program, outcome, atMs, endMs: atMs + durationMs, name, looked },
    failed: kind in failureKinds,
    way: outward.includes(name) ? 'out' : inward.includes(name) ? 'in' : 'own',
  };
}

/** What came of a call in few words: its arrow says the rest. `connect ECONNREFUSED · 1.8 ms` */
export function callWords({ outcome, name, failed }: Call): string {
  const { kind, code, durationMs } = outcome;
  if (failed) {
    const what = code ?? kind;
    return `${name === what ? '' : `${name} `}${what} · ${formatDurationMs(durationMs)}`;
  }
  if (kind === 'connected' || kind === 'accepted') return `${kind} · ${formatDurationMs(durationMs)}`;
  return describeOutcome(outcome)
    .replace(/ from \S+(?= after )/, '')
    .replace(/ after (\S+ \S+)$/, ' · $1');
}

/** A service's own event in a log line, without what every line of it repeats. */
export function tellLine(text: string): { readonly event: string; readonly rest: string } {
  try {
    const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
    if (typeof parsed === 'object' && parsed !== null && 'event' in parsed) {
      const { event, service, transport, atMs, ...rest } = parsed as Record<string, unknown>;
      const told = Object.entries(rest).map(
        ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      return { event: String(event), rest: told.join(' ') };
    }
  } catch {
    // Not JSON after all.
  }
  return { event: '', rest: text };
}
