// How a client's calls travel: HTTP POST on kept connections, over TCP, TLS or a Unix socket.
//
//   document -> (gzip) -> node:http on an idle or new connection -> server
//   document <- (gunzip, both lengths limited) <- 200 <------------'
//
// What the documents say is others'.

import type { Agent, IncomingMessage } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { timeoutError } from '../system-error.ts';
import { gunzipWithin, gzipped } from './content-coding.ts';
import { defaultLimits, type XMLRPCLimits } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';
import { beyondLimit, invalid } from './xmlrpc-error.ts';

export interface TransportOptions {
  /** The server's Unix socket; host and port of the URL are then only said in the Host header. */
  readonly socketPath?: string;
  /** Sent with every call, beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a call may take, from connecting to the last byte of its answer, ms. Default 60,000; 0 is no limit. */
  readonly timeoutMs?: number;
  /** Calls longer than this are sent compressed by gzip, which not every server takes. Default: never. */
  readonly encodeThresholdBytes?: number;
  /** How many connections are open at once; further calls wait. Default 16. */
  readonly connectionsMax?: number;
  /** For https: whom to trust, a certificate of one's own and the rest of Node's options. */
  readonly tls?: ConnectionOptions;
  /** How much of an answer is read. */
  readonly limits?: XMLRPCLimits;
}

/** What a kept connection gives when its server has closed it in the meantime. */
const stale = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

export class Transport {
  readonly #url: URL;
  readonly #target: string;
  readonly #options: TransportOptions;
  readonly #limits: Required<XMLRPCLimits>;
  #agent: Agent | undefined;

  constructor(url: string, options: TransportOptions) {
    this.#url = parseUrl(url);
    this.#target = requestTarget(url);
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  /**
   * Sends one document and gives the one that answers it.
   * Rejects with a ProtocolError for another status than 200, with the system's error when the connection fails,
   * ETIMEDOUT included, and with an XMLRPCError for an answer beyond a limit.
   */
  async send(document: Buffer): Promise<Buffer> {
    const { timeoutMs = 60_000, encodeThresholdBytes = Number.POSITIVE_INFINITY } = this.#options;
    const isPacked = document.length > encodeThresholdBytes;
    const body = isPacked ? await gzipped(document) : document;
    const signal = timeoutMs === 0 ? undefined : AbortSignal.timeout(timeoutMs);
    try {
      return await this.#exchange(body, isPacked, signal);
    } catch (error) {
      if (signal?.aborted === true && !(error instanceof SocketbedError))
        throw timeoutError('recv', timeoutMs);
      throw error;
    }
  }

  /** Closes the kept connections; calls that run fail. */
  close(): void {
    this.#agent?.destroy();
  }

  get #isSecure(): boolean {
    return this.#url.protocol === 'https:';
  }

  async #exchange(body: Buffer, isPacked: boolean, signal: AbortSignal | undefined): Promise<Buffer> {
    let attempt = await this.#post(body, isPacked, signal);
    // The server may close a kept connection at the very moment when a call is sent on it: that call never got there.
    if ('stale' in attempt) attempt = await this.#post(body, isPacked, signal);
    if ('stale' in attempt) throw attempt.stale;
    return await this.#read(attempt);
  }

  async #post(
    body: Buffer,
    isPacked: boolean,
    signal: AbortSignal | undefined,
  ): Promise<IncomingMessage | { readonly stale: Error }> {
    const { hostname, port } = this.#url;
    const { socketPath, connectionsMax = 16, tls = {} } = this.#options;
    // Loaded with the first call: whoever imports the library for its servers need not wait for it.
    const { Agent, request: send } = await (this.#isSecure ? import('node:https') : import('node:http'));
    const kept = { keepAlive: true, maxSockets: connectionsMax, scheduling: 'lifo' } as const;
    this.#agent ??= new Agent({ ...tls, ...kept });
    const request = send({
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(signal === undefined ? {} : { signal }),
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path: this.#target,
      method: 'POST',
      agent: this.#agent,
      headers: this.#headers(body, isPacked),
    });
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | { readonly stale: Error }>();
    request.on('response', resolve);
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (request.reusedSocket && stale.has(error.code ?? '')) resolve({ stale: error });
      else reject(error);
    });
    request.end(body);
    return await promise;
  }

  #headers(body: Buffer, isPacked: boolean): Record<string, string | number> {
    const { username, password } = this.#url;
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return {
      'User-Agent': 'socketbed-xmlrpc',
      'Accept-Encoding': 'gzip',
      ...(username === '' ? {} : { Authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
      ...this.#options.headers,
      'Content-Type': 'text/xml',
      'Content-Length': body.length,
      ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}),
    };
  }

  async #read(response: IncomingMessage): Promise<Buffer> {
    const { statusCode = 0, statusMessage = '', headers } = response;
    if (statusCode !== 200) {
      // Read to its end within reason, so that the connection can be kept.
      await this.#body(response).catch(() => {});
      throw new ProtocolError(this.#shownUrl(), statusCode, statusMessage, headers);
    }
    const body = await this.#body(response);
    const coding = headers['content-encoding'] ?? 'identity';
    if (coding === 'identity') return body;
    if (coding !== 'gzip' && coding !== 'x-gzip')
      throw invalid('ValueError', `an answer in the content coding ${coding}`);
    return await this.#unpack(body);
  }

  async #body(response: IncomingMessage): Promise<Buffer> {
    const { bodyBytesMax } = this.#limits;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Leaving the loop ends the connection.
      if (bytes > bodyBytesMax)
        throw beyondLimit('ValueError', `an answer of more than ${bodyBytesMax} bytes`, 'bodyBytesMax');
    }
    return Buffer.concat(chunks);
  }

  async #unpack(body: Buffer): Promise<Buffer> {
    const { decodedBytesMax } = this.#limits;
    const unpacked = await gunzipWithin(body, decodedBytesMax);
    if ('body' in unpacked) return unpacked.body;
    if (unpacked.failed === 'broken') throw invalid('ValueError', 'invalid gzip data');
    throw beyondLimit('ValueError', 'max gzipped payload length exceeded', 'decodedBytesMax');
  }

  #shownUrl(): string {
    return `${this.#url.protocol}//${this.#url.host}${this.#target}`;
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new SocketbedError({
    code: 'ADDRESS_INVALID',
    what: `${JSON.stringify(text)} is no address of an XML-RPC server`,
    found: 'expected a URL that begins with http: or https:',
    advice: 'Write http://127.0.0.1:8001/RPC2; give a Unix socket as socketPath beside it',
  });
}

/** Path and query; without a path it is /RPC2, which a URL object cannot tell from /. */
function requestTarget(text: string): string {
  const url = parseUrl(text);
  const hasPath = /^https?:\/\/[^/?#]*[/?]/i.test(text);
  return hasPath ? url.pathname + url.search : '/RPC2';
}
