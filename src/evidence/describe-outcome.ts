// Outcomes in words, the one wording of the reports, the matchers and the terminal. Knows nothing of who asks.
//
//   { kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect', durationMs: 0.4 } -> refused (ECONNREFUSED connect) after 0.4 ms

import type { LoadedOutcome, Outcome, OutcomeKind } from '../errors/outcome.ts';
import type { RecordedOutcome } from './results.ts';

/** `refused (ECONNREFUSED connect) after 0.4 ms`, `received 5 bytes "HELLO" after 1.2 ms`, `sent 5 bytes`. */
export function describeOutcome(outcome: RecordedOutcome | Outcome): string {
  const { kind } = outcome;
  const after = ` after ${formatDurationMs(outcome.durationMs)}`;
  const parts = partsOf(outcome);
  switch (kind) {
    case 'reply':
      return `reply${quoted(parts.text)}${after}`;
    case 'wrong':
      return `wrong reply${quoted(parts.text)}${after}`;
    case 'received':
      return `received ${countOfBytes(parts.bytes)}${quoted(parts.text)}${word('from', parts.from)}${after}`;
    case 'connected':
      return `connected${word('to', parts.peer)}${after}`;
    case 'accepted':
      return `accepted${word('from', parts.peer)}${after}`;
    // What follows asks nobody but this machine's kernel: its time says nothing of the network.
    case 'sent':
      return `sent ${countOfBytes(parts.bytes)}`;
    case 'bound':
      return `bound${word('to', parts.local)}`;
    case 'listening':
      return `listening${word('on', parts.local)}`;
    case 'done':
      return 'done';
    case 'loaded':
      return `loaded: ${describeLoad(parts)}${after}`;
    case 'resolved':
      return `resolved${word('to', parts.addresses?.join(', '))}${after}`;
    default:
      return `${describeKind(kind, parts)}${after}${moved(parts)}`;
  }
}

/** What is expected of an outcome, or what it was but for its time: `refused (ECONNREFUSED connect)`, `reset`. */
export function describeKind(
  kind: OutcomeKind,
  { code, syscall }: { readonly code?: string | undefined; readonly syscall?: string | undefined } = {},
): string {
  const details = [code, syscall].filter((each) => each !== undefined);
  return details.length === 0 ? kind : `${kind} (${details.join(' ')})`;
}

/** `0.4 ms`, `12 ms`, `12.5 s`: two or more digits that count, and no more than can be read. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < 9999.5) return `${Math.round(durationMs)} ms`;
  return `${(durationMs / 1000).toFixed(1)} s`;
}

interface Parts {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
  readonly text?: string | undefined;
  readonly bytes?: number | undefined;
  readonly local?: string | undefined;
  readonly peer?: string | undefined;
  readonly from?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly requests?: number | undefined;
  readonly wrong?: number | undefined;
  readonly lost?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
  readonly latencyMs?: LoadedOutcome['latencyMs'] | undefined;
}

// A fresh outcome has its bytes whole, a recorded one their beginning and their number.
function partsOf(outcome: RecordedOutcome | Outcome): Parts {
  const parts: Parts & { readonly reply?: string; readonly data?: Buffer } = outcome;
  const { reply, data } = parts;
  return {
    ...parts,
    text: parts.text ?? reply ?? data?.toString(),
    bytes: parts.bytes ?? data?.length,
  };
}

/** `2000 replies, 0 wrong, 0 lost, 5200 a second, 99 % within 4 ms`. */
function describeLoad({ requests, wrong, lost, requestsPerSecond, latencyMs }: Parts): string {
  const within = latencyMs === undefined ? '' : `, 99 % within ${latencyMs.p99} ms`;
  return `${requests} replies, ${wrong} wrong, ${lost} lost, ${requestsPerSecond} a second${within}`;
}

const textMax = 60;

function quoted(text: string | undefined): string {
  if (text === undefined) return '';
  const characters = [...text];
  if (characters.length <= textMax) return ` ${JSON.stringify(text)}`;
  return ` ${JSON.stringify(characters.slice(0, textMax).join(''))}...`;
}

const word = (preposition: string, name: string | undefined): string =>
  name === undefined || name === '' ? '' : ` ${preposition} ${name}`;

const countOfBytes = (bytes = 0): string => `${bytes} byte${bytes === 1 ? '' : 's'}`;

/** What had come or gone before it failed; nothing is said of nothing. */
const moved = ({ bytes, text }: Parts): string =>
  bytes === undefined || bytes === 0 ? '' : `, with ${countOfBytes(bytes)}${quoted(text)}`;
