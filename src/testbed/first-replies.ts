// Waits until clients have been answered: reads each client's log until every protocol has had its first reply.
// What a line of the log looks like is for the caller to know: it comes with a function that reads one.

import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { type Protocol, protocols } from '../errors/transport.ts';
import { containerLines } from './container-log.ts';

/** What a client's log line tells of one round over its transports. */
export interface RoundLine {
  /** The client's index. */
  readonly client: number;
  /** What came back; absent when nobody answered. */
  readonly reply?: string;
  readonly results: readonly {
    readonly transport: Protocol;
    /** `reply`, or why there was none. */
    readonly outcome: string;
    /** Round trip of a reply, ms. */
    readonly ms?: number;
  }[];
}

/** Reads one line of a client's log; undefined for a line that tells of no round. */
export type LineParser = (line: string) => RoundLine | undefined;

export interface FirstReply {
  /** What the server answered. */
  readonly text: string;
  readonly roundTripMs: number;
}

export interface AnsweredClient {
  /** 1, 2, 3 ... as the client itself worked it out. */
  readonly index: number;
  readonly container: string;
  readonly replies: Readonly<Record<Protocol, FirstReply>>;
}

export interface ClientContainer {
  readonly name: string;
  readonly container: Docker.Container;
}

/** Resolves when every client has been answered over every protocol, in the order of their indexes. */
export async function firstReplies(
  clients: readonly ClientContainer[],
  { parseLine, timeoutMs, signal }: { parseLine: LineParser; timeoutMs: number; signal?: AbortSignal },
): Promise<AnsweredClient[]> {
  const deadline = AbortSignal.any([
    AbortSignal.timeout(timeoutMs),
    ...(signal === undefined ? [] : [signal]),
  ]);
  const logs = clients.map(() => new ReplyLog(parseLine));
  await Promise.all(clients.map(({ container }, each) => readUntilAnswered(container, logs[each], deadline)));
  const lacking = clients.flatMap(({ name }, each) => {
    const missing = logs[each]?.missing() ?? [];
    return missing.length === 0 ? [] : [`${name} had no reply from ${missing.join(', ')}`];
  });
  if (lacking.length > 0) throw notReady(lacking, timeoutMs);
  return clients
    .flatMap(({ name }, each) => logs[each]?.answered(name) ?? [])
    .sort((a, b) => a.index - b.index);
}

async function readUntilAnswered(
  container: Docker.Container,
  log: ReplyLog | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (log === undefined) return;
  for await (const line of containerLines(container, { signal })) {
    log.add(line);
    if (log.missing().length === 0) return;
  }
}

/** What one client's log has said so far. */
export class ReplyLog {
  #index: number | undefined;
  readonly #replies = new Map<Protocol, FirstReply>();
  readonly #parseLine: LineParser;

  constructor(parseLine: LineParser) {
    this.#parseLine = parseLine;
  }

  add(line: string): void {
    const round = this.#parseLine(line);
    if (round === undefined) return;
    this.#index = round.client;
    for (const { transport, outcome, ms = 0 } of round.results) {
      if (outcome !== 'reply' || this.#replies.has(transport)) continue;
      this.#replies.set(transport, { text: round.reply ?? '', roundTripMs: ms });
    }
  }

  missing(): Protocol[] {
    return protocols.filter((protocol) => !this.#replies.has(protocol));
  }

  /** The client, or undefined while a protocol is missing. */
  answered(container: string): AnsweredClient | undefined {
    if (this.#index === undefined || this.missing().length > 0) return undefined;
    // All of them are there.
    const replies = Object.fromEntries(this.#replies) as Record<Protocol, FirstReply>;
    return { index: this.#index, container, replies };
  }
}

const shownMax = 8;

function notReady(lacking: readonly string[], timeoutMs: number): SocketbedError {
  const more = lacking.length > shownMax ? `\n... and ${lacking.length - shownMax} more` : '';
  return new SocketbedError({
    code: 'BED_NOT_READY',
    what: `${lacking.length} clients were not answered in ${timeoutMs} ms`,
    found: `${lacking.slice(0, shownMax).join('\n')}${more}`,
    advice: 'See what they say: `docker compose logs client`; take the bed down with ./socketbed down',
  });
}
