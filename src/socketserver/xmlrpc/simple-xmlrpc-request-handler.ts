// XML-RPC over HTTP, the server's side of one connection: takes POSTs, gives their bodies to the dispatcher.
//
//   POST /RPC2 -> path, type, coding right? -> body -> gunzip -> dispatcher -> gzip -> 200
//                        '-> 404, 415, 400, 413
//
// A call that fails is answered with 200 and a fault: that is XML-RPC's, not HTTP's. Where Python's server answers 501 to a
// coding that it does not know and takes any type, this one says 415 to both (RFC 9110, 15.5.16).

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { SocketAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import { BaseHTTPRequestHandler } from '../http/base-http-request-handler.ts';
import type { HandlerServer } from '../request-handler.ts';
import { acceptsGzip, gunzipWithin, gzipped } from './content-coding.ts';
import type { Dispatch, SimpleXMLRPCDispatcher } from './dispatcher.ts';
import { defaultLimits } from './limits.ts';
import { isXMLRPCHost, type XMLRPCHost } from './xmlrpc-host.ts';

export class SimpleXMLRPCRequestHandler<
  Address extends SocketAddress = SocketAddress,
> extends BaseHTTPRequestHandler<Address> {
  /** Where calls are taken, as they stand in the request, query included; elsewhere 404. None: everywhere. */
  protected readonly rpcPaths: readonly string[] = ['/', '/RPC2', '/pydoc.css'];
  /** Answers longer than this are compressed for those who accept gzip. */
  protected readonly encodeThresholdBytes: number = 1400;
  /** Whether a body of another type than XML is refused; a body without a type never is. */
  protected readonly checkContentType: boolean = true;
  /** Override: does the calls instead of the dispatcher. */
  protected readonly dispatch: Dispatch | undefined = undefined;
  override readonly bodyBytesMax: number;

  constructor(request: Connection, clientAddress: Address, server: HandlerServer) {
    super(request, clientAddress, server);
    const host = isXMLRPCHost(server) ? server : undefined;
    this.bodyBytesMax = host?.dispatcher.limits.bodyBytesMax ?? defaultLimits.bodyBytesMax;
    this.#host = host;
  }

  readonly #host: XMLRPCHost | undefined;

  /** Who answers: the server's. Override in a handler whose server has none, such as one in a child process. */
  protected get dispatcher(): SimpleXMLRPCDispatcher {
    if (this.#host !== undefined) return this.#host.dispatcher;
    throw new SocketbedError({
      code: 'HANDLER_MODULE_INVALID',
      what: `the request handler ${this.constructor.name} has nobody to answer its calls`,
      found: 'its server has no dispatcher',
      advice: 'Use SimpleXMLRPCServer, or override `dispatcher` in the handler',
    });
  }

  async do_POST(): Promise<void> {
    if (!this.isRpcPathValid()) return this.report404();
    if (this.checkContentType && !this.#isXml())
      return this.#refuse(415, 'expected the content type text/xml');
    const body = await this.#readBody();
    if (body === undefined) return;
    try {
      await this.#answer(await this.#call(body));
    } catch (error) {
      if (this.response.headersSent) throw error;
      this.#reportFailure(error);
    }
  }

  /** Whether calls are taken at this request's path. */
  protected isRpcPathValid(): boolean {
    return this.rpcPaths.length === 0 || this.rpcPaths.includes(this.path);
  }

  protected report404(): Promise<void> {
    return this.#refuse(404, 'No such page');
  }

  override logRequest(code: number | string = '-', size: number | string = '-'): void {
    if (this.#host?.logRequests !== false) super.logRequest(code, size);
  }

  /** A page of another site can have a form posted, but not as XML, and not without its Origin; `curl -d` says form, too. */
  #isXml(): boolean {
    const { 'content-type': type, origin } = this.headers;
    return type === undefined || xmlType.test(type) || (formType.test(type) && origin === undefined);
  }

  async #readBody(): Promise<Buffer | undefined> {
    const coding = String(this.headers['content-encoding'] ?? 'identity').toLowerCase();
    if (coding !== 'identity' && coding !== 'gzip') {
      await this.#refuse(415, `encoding ${JSON.stringify(coding)} not supported`, [
        'Accept-Encoding',
        'gzip',
      ]);
      return undefined;
    }
    // Up to its length when that is known: the end of the stream comes a turn later.
    const body = await this.rfile.read(Number(this.headers['content-length'] ?? Number.POSITIVE_INFINITY));
    if (coding === 'identity') return body;
    const bytesMax = this.dispatcher.limits.decodedBytesMax ?? defaultLimits.decodedBytesMax;
    const unpacked = await gunzipWithin(body, bytesMax);
    if ('body' in unpacked) return unpacked.body;
    if (unpacked.failed === 'broken') await this.#refuse(400, 'error decoding gzip content');
    else await this.#refuse(413, `more than ${bytesMax} bytes of gzip content`);
    return undefined;
  }

  #call(body: Buffer): Promise<Buffer> {
    const call = (): Promise<Buffer> => this.dispatcher.marshaledDispatch(body, this.dispatch, this.path);
    const turns = this.#host?.turns;
    return turns === undefined ? call() : turns.take(call);
  }

  async #answer(answer: Buffer): Promise<void> {
    let body = answer;
    this.sendResponse(200);
    this.sendHeader('Content-Type', 'text/xml');
    if (
      body.length > this.encodeThresholdBytes &&
      acceptsGzip(String(this.headers['accept-encoding'] ?? ''))
    ) {
      body = await gzipped(body);
      this.sendHeader('Content-Encoding', 'gzip');
      this.sendHeader('Vary', 'Accept-Encoding');
    }
    this.sendHeader('Content-Length', body.length);
    this.endHeaders();
    await this.wfile.write(body);
  }

  async #refuse(
    status: number,
    text: string,
    ...headers: readonly (readonly [string, string])[]
  ): Promise<void> {
    this.sendResponse(status);
    for (const [name, value] of headers) this.sendHeader(name, value);
    this.sendHeader('Content-Type', 'text/plain; charset=utf-8');
    this.sendHeader('Content-Length', Buffer.byteLength(text));
    this.endHeaders();
    await this.wfile.write(text);
  }

  /** What a dispatcher threw that should have made a fault of it. */
  #reportFailure(error: unknown): void {
    this.sendResponse(500);
    if (this.#host?.sendTracebackHeader === true && error instanceof Error) {
      this.sendHeader('X-exception', headerText(error.message));
      this.sendHeader('X-traceback', headerText(error.stack ?? ''));
    }
    this.sendHeader('Content-Length', 0);
    this.endHeaders();
    this.logError(`code 500, ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

const xmlType = /^\s*(?:text\/xml|application\/xml|[\w.+-]+\/[\w.+-]+\+xml)\s*(?:;|$)/i;
const formType = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;
const headerTextMax = 4096;

/** In one line of what a header can carry. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, headerTextMax);
}
