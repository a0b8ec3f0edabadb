// The HTTP clients that programs in Node have, for one request: node:http and fetch. What they say of a broken connection
// differs, and is what a program is told.
//
//   GET /hello -> http.request | fetch -> connection ... head -> status -> body -> reply

import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { outcomeOfError } from '../../src/errors/outcome.ts';
import type { ProbeAddress, ProbeCommand } from '../../src/protocol/probe.ts';
import { type Attempt, DeadlinePassed, toMicroseconds } from './attempt.ts';
import { failureOf, type Result } from './result.ts';

type RequestCommand = Extract<ProbeCommand, { readonly op: 'request' }>;

/** What has come so far. */
interface Answer {
  status?: number;
}

export class HttpClients {
  #agent: Agent | undefined;

  async request(command: RequestCommand, attempt: Attempt): Promise<Result> {
    const answer: Answer = {};
    const askedAt = performance.now();
    try {
      if (command.client === 'fetch') await fetchAll(command, attempt, answer);
      else await this.#request(command, attempt, answer);
    } catch (error) {
      return brokenBy(error, attempt, answer);
    }
    const roundTripMs = toMicroseconds(performance.now() - askedAt);
    return { kind: 'reply', reply: Buffer.concat(attempt.received).toString(), roundTripMs, ...answer };
  }

  /** Ends the connections that were left open. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #request({ to, options }: RequestCommand, attempt: Attempt, answer: Answer): Promise<void> {
    // Only here: most probes never speak HTTP.
    const { Agent, request } = await import('node:http');
    const { method = 'GET', path = '/', headers = {}, body, keepAlive = false } = options;
    if (keepAlive) this.#agent ??= new Agent({ keepAlive: true });
    const place = 'path' in to ? { socketPath: to.path } : to;
    const agent = keepAlive ? this.#agent : false;
    const asked = request({ ...place, method, path, headers, ...(agent === undefined ? {} : { agent }) });
    let isWhole = false;
    try {
      await attempt.race(followed(asked, body, attempt, answer));
      isWhole = true;
    } finally {
      // A connection is kept for the next request only when this one has left nothing on it.
      if (!isWhole || !keepAlive) asked.destroy();
    }
  }
}

/** Resolves at the end of the body; rejects with the first error of either part. */
function followed(asked: ClientRequest, body: string | undefined, attempt: Attempt, answer: Answer) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  asked.on('error', reject);
  asked.on('socket', (socket) => {
    const connected = () => {
      attempt.syscall = 'read';
    };
    if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  asked.on('response', (response: IncomingMessage) => {
    answer.status = response.statusCode ?? 0;
    response.on('data', (piece: Buffer) => void attempt.received.push(piece));
    response.on('error', reject);
    response.on('end', resolve);
  });
  asked.end(body);
  return promise;
}

async function fetchAll({ to, options }: RequestCommand, attempt: Attempt, answer: Answer): Promise<void> {
  const { method = 'GET', path = '/', headers = {}, body, keepAlive = false } = options;
  // There is no call of the kernel's to name: fetch tells of none until it fails.
  attempt.syscall = 'fetch';
  const controller = new AbortController();
  const all = async () => {
    const response = await fetch(new URL(path, baseOf(to)), {
      ...{ method, redirect: 'manual', signal: controller.signal },
      headers: { ...headers, ...(keepAlive ? {} : { connection: 'close' }) },
      ...(body === undefined ? {} : { body }),
    });
    answer.status = response.status;
    for await (const piece of response.body ?? []) attempt.received.push(Buffer.from(piece));
  };
  const done = all();
  try {
    await attempt.race(done);
  } finally {
    controller.abort();
    done.catch(() => {});
  }
}

/** Of a path there is none: fetch has no way to a Unix socket, and says that the URL is invalid. */
export const baseOf = (to: ProbeAddress): string =>
  'host' in to ? `http://${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}` : to.path;

/** In the words of the client, which are not always the kernel's. Rethrows what is no error. */
function brokenBy(error: unknown, attempt: Attempt, answer: Answer): Result {
  if (error instanceof DeadlinePassed) return { ...failureOf(error, attempt), ...answer };
  if (!(error instanceof Error)) throw error;
  const source = sourceOf(error);
  const data = Buffer.concat(attempt.received);
  return {
    ...outcomeOfError(error),
    ...('errno' in source && typeof source.errno === 'number' ? { errno: -source.errno } : {}),
    message: source.message,
    ...(data.length === 0 ? {} : { bytes: data.length, data: data.toString('base64') }),
    ...answer,
  };
}

/** fetch says "fetch failed" or "terminated", and keeps the reason as its cause. */
function sourceOf(error: Error): Error {
  return error.cause instanceof Error ? sourceOf(error.cause) : error;
}
