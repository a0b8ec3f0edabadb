// Waits until clients have been answered: reads each client's log until every transport has had its first reply.

import type Docker from 'dockerode';
import { type Transport, transports } from '../../services/exchange/exchange.ts';
import { parsePretty } from '../../services/log.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { containerLines } from './container-log.ts';

export interface FirstReply {
  /** What the server answered. */
  readonly text: string;
  readonly roundTripMs: number;
}

export interface AnsweredClient {
  /** 1, 2, 3 ... as the client itself worked it out. */
  readonly index: number;
  readonly container: string;
  readonly replies: Readonly<Record<Transport, FirstReply>>;
}

export interface ClientContainer {
  readonly name: string;
  readonly container: Docker.Container;
}

/** Resolves when every client has been answered on every transport, in the order of their indexes. */
export async function firstReplies(
  clients: readonly ClientContainer[],
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<AnsweredClient[]> {
  const deadline = AbortSignal.any([
    AbortSignal.timeout(timeoutMs),
    ...(signal === undefined ? [] : [signal]),
  ]);
  const logs = clients.map(() => new ReplyLog());
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
  readonly #replies = new Map<Transport, FirstReply>();

  add(line: string): void {
    const event = parsePretty(line);
    if (event === undefined) return;
    this.#index = event.client;
    if (event.event !== 'round') return;
    for (const result of event.results) {
      if (result.outcome !== 'reply' || this.#replies.has(result.transport)) continue;
      this.#replies.set(result.transport, { text: event.reply ?? '', roundTripMs: result.ms });
    }
  }

  missing(): Transport[] {
    return transports.filter((transport) => !this.#replies.has(transport));
  }

  /** The client, or undefined while a transport is missing. */
  answered(container: string): AnsweredClient | undefined {
    const tcp = this.#replies.get('tcp');
    const udp = this.#replies.get('udp');
    const stream = this.#replies.get('unix-stream');
    const datagram = this.#replies.get('unix-datagram');
    if (this.#index === undefined || !tcp || !udp || !stream || !datagram) return undefined;
    const replies = { tcp, udp, 'unix-stream': stream, 'unix-datagram': datagram };
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
