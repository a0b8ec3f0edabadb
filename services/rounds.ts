// A client's rounds: every transport in turn, then a rest, for ever or so many times.
//
//   round: tcp -> udp -> unix-stream -> unix-datagram -> one line -> rest until the interval is over -> round ...
//
// One after the other and not at once, so that no transport's time holds another's work.

import { setTimeout as rest } from 'node:timers/promises';
import type { Exchange } from './exchange/exchange.ts';
import type { LogEvent, RoundResult, SummaryEvent } from './log-event.ts';
import { Track } from './track.ts';

export interface RoundsOptions {
  /** The client's index, for its lines. */
  readonly client: number;
  readonly exchanges: readonly Exchange[];
  readonly message: string;
  /** Default: for ever. */
  readonly rounds?: number | undefined;
  /** From the beginning of a round to the next one's, ms; asked before each rest. */
  readonly intervalMs: () => number;
  /** For each attempt, with look-up and connect. */
  readonly timeoutMs: number;
  readonly onEvent: (event: LogEvent) => void;
  /** Ends the rounds at once. */
  readonly signal: AbortSignal;
}

/** Resolves with what was met when the rounds are over or `signal` has ended them; the sockets are then closed. */
export async function runRounds(options: RoundsOptions): Promise<SummaryEvent> {
  const { client, exchanges, rounds = Number.POSITIVE_INFINITY, intervalMs, signal } = options;
  const tracks = exchanges.map((exchange) => new Track(exchange));
  const closeAll = () => {
    for (const exchange of exchanges) exchange.close();
  };
  signal.addEventListener('abort', closeAll, { once: true });
  let round = 0;
  while (round < rounds && !signal.aborted) {
    const startedMs = performance.now();
    round += 1;
    await runRound(round, tracks, options);
    if (round === rounds) break;
    // Clients that a compose file starts together drift apart.
    const jitter = 0.9 + Math.random() * 0.2;
    const restMs = intervalMs() * jitter - (performance.now() - startedMs);
    await rest(Math.max(0, restMs), undefined, { signal }).catch(() => {});
  }
  closeAll();
  return { event: 'summary', client, rounds: round, transports: tracks.map(({ summary }) => summary) };
}

/** True when every attempt was answered right, and every transport was tried. */
export function allReplied({ transports }: SummaryEvent): boolean {
  return transports.every(
    ({ outcomes: { reply = 0, ...others } }) => reply > 0 && Object.keys(others).length === 0,
  );
}

async function runRound(round: number, tracks: readonly Track[], options: RoundsOptions): Promise<void> {
  const { client, message, timeoutMs, intervalMs, onEvent, signal } = options;
  const results: RoundResult[] = [];
  let reply: string | undefined;
  for (const track of tracks) {
    const { transport } = track.exchange;
    if (!track.isDue(Date.now())) {
      results.push({ transport, outcome: 'waiting' });
      continue;
    }
    const outcome = await track.exchange.send(message, { timeoutMs });
    if (signal.aborted) return;
    const change = track.note(outcome, intervalMs());
    if (change !== undefined) onEvent({ event: 'change', client, ...change });
    const ms = roundedMs(outcome.kind === 'reply' ? outcome.roundTripMs : outcome.durationMs);
    results.push({ transport, outcome: outcome.kind, ms });
    if (outcome.kind === 'reply') reply = outcome.reply;
  }
  onEvent({ event: 'round', client, round, ...(reply === undefined ? {} : { reply }), results });
}

function roundedMs(ms: number): number {
  return Math.round(ms * 100) / 100;
}
