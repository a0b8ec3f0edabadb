// The handler of HTTP servers: define `do_GET`, `do_POST`, any `do_X`, and answer with sendResponse, sendHeader,
// endHeaders and `wfile`, as in Python's http.server.
//
//   connection -> Node's parser -> request -> do_GET() { rfile -> ... -> sendResponse, sendHeader, endHeaders, wfile }
//                      ^------------------ keep-alive: the same handler object, the next request -----------'
//
// Framing (Content-Length, chunked, keep-alive, pipelining, 100-continue, what is ambiguous) is Node's parser's.
// Python's quirks are not kept where RFC 9110 or 9112 says otherwise: HTTP/1.1 and keep-alive are the default, a HEAD
// request is answered by do_GET without its body, and an unread body is never taken for the next request.

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { SocketAddress } from '../address.ts';
import type { Awaitable, HandlerServer } from '../request-handler.ts';
import { StreamReader } from '../stream-reader.ts';
import { StreamRequestHandler } from '../stream-request-handler.ts';
import { StreamWriter } from '../stream-writer.ts';
import { errorPage } from './error-page.ts';
import { HTTPConnection } from './http-connection.ts';
import { isNodeHTTPLoaded, loadNodeHTTP, reasonOf } from './node-http.ts';
import { parserOf } from './parser.ts';
import type { Refusal } from './refusal.ts';
import { originForm, requestFault, valuesOf } from './request-fault.ts';
import { logDate, printable } from './request-log.ts';
import { ResponseBody } from './response-body.ts';

export abstract class BaseHTTPRequestHandler<
  Address extends SocketAddress = SocketAddress,
  Server extends HandlerServer = HandlerServer,
> extends StreamRequestHandler<Address, Server> {
  /** What the Server header says; with `sysVersion` behind it when that is not empty. */
  protected readonly serverVersion: string = 'socketbed';
  protected readonly sysVersion: string = '';
  /** How long a connection may be silent between two requests, ms. */
  readonly keepAliveTimeoutMs: number = 5_000;
  /** How long a request's headers may take, also the first one's from when its connection is served, ms; then 408. */
  readonly headersTimeoutMs: number = 20_000;
  /** How long a whole request may take to arrive, ms; then 408. */
  readonly requestTimeoutMs: number = 300_000;
  /** How long a client may take nothing of what was written for it, ms; then its connection is closed. */
  readonly writeTimeoutMs: number = 30_000;
  /** Longest request line and headers together, bytes; over it 431. */
  readonly headerBytesMax: number = 32_768;
  /** Most header lines; over it 431. */
  readonly headersMax: number = 200;
  /** Longest request body, bytes; over it 413. */
  readonly bodyBytesMax: number = 32 * 1024 * 1024;

  #http: HTTPConnection | undefined;
  #message: IncomingMessage | undefined;
  #response: ServerResponse | undefined;
  #path = '';
  #status = 0;
  #headers: string[] = [];
  #contentLength: number | undefined;
  #rfile: StreamReader | undefined;
  #body: ResponseBody | undefined;
  #wfile: StreamWriter | undefined;

  protected override readonly disableNagleAlgorithm: boolean = true;

  // --- the request ------------------------------------------------------------------------------------------

  /** The method: `GET`. */
  get command(): string {
    return this.message.method ?? '';
  }

  /** The target: `/a/b?c=d`, as it was sent, percent signs and all; `*` for OPTIONS. Never begins with `//`. */
  get path(): string {
    return this.#path;
  }

  /** `HTTP/1.1` or `HTTP/1.0`. */
  get requestVersion(): string {
    return `HTTP/${this.message.httpVersion}`;
  }

  /** `GET /a HTTP/1.1`. */
  get requestline(): string {
    return `${this.command} ${this.message.url ?? ''} ${this.requestVersion}`;
  }

  /** Node's object of headers: `headers['content-type']`, names in lower case. */
  get headers(): IncomingHttpHeaders {
    return this.message.headers;
  }

  /** The body, decoded. It ends where the body ends; a client that breaks off rejects. */
  override get rfile(): StreamReader {
    this.#rfile ??= new StreamReader(this.#connection.bodyOf(this.message, this.bodyBytesMax), {
      lineBytesMax: this.lineBytesMax,
    });
    return this.#rfile;
  }

  /** Aborts when the client has gone: work that nobody waits for can stop. */
  get signal(): AbortSignal {
    return this.#connection.signal;
  }

  /** Node's own request, for what is not offered here and for libraries that want one. */
  get message(): IncomingMessage {
    return this.#message ?? notNow('request');
  }

  /** Node's own response. */
  get response(): ServerResponse {
    return this.#response ?? notNow('response');
  }

  // --- the answer -------------------------------------------------------------------------------------------

  /** The answer's body. Without a Content-Length it is chunked, or for HTTP/1.0 ended by closing. */
  override get wfile(): StreamWriter {
    this.#wfile ??= new StreamWriter(this.#responseBody, this.wbufBytes);
    return this.#wfile;
  }

  /** Begins the answer: status line and Server header, and a line in the log. Date is Node's. */
  sendResponse(code: number, message?: string): void {
    this.logRequest(code);
    this.sendResponseOnly(code, message);
    this.sendHeader('Server', this.versionString());
  }

  /** The status line alone. */
  sendResponseOnly(code: number, message = reasonOf(code)): void {
    this.#status = code;
    this.response.statusMessage = message;
  }

  /** A header, to be sent by endHeaders. The same name twice gives two lines. `Connection: close` also closes. */
  sendHeader(name: string, value: string | number): void {
    // endHeaders says so, once.
    if (name.length === 10 && /^connection$/i.test(name) && /^close$/i.test(String(value)))
      this.closeConnection();
    else this.#headers.push(name, String(value));
    if (name.length === 14 && /^content-length$/i.test(name)) this.#contentLength = Number(value);
  }

  /** Ends the headers. They leave with the first bytes of the body, or at the end of this turn when none are there. */
  endHeaders(): void {
    const { response } = this;
    if (this.#connection.closing) this.#headers.push('Connection', 'close');
    if (this.#contentLength !== undefined && this.command !== 'HEAD' && hasBody(this.#status))
      this.#responseBody.promise(this.#contentLength);
    response.writeHead(this.#status, response.statusMessage, this.#headers);
    this.#headers = [];
    this.#responseBody.flushSoon();
  }

  /** Sends the headers now. */
  flushHeaders(): void {
    if (!this.response.headersSent) this.endHeaders();
    this.#responseBody.flush();
  }

  /** A whole answer with a page that says `code`, `message` and `explain`. */
  sendError(code: number, message?: string, explain?: string): Awaitable<void> {
    const reason = message ?? reasonOf(code);
    this.logError(`code ${code}, message ${reason}`);
    this.sendResponse(code, message);
    if (!hasBody(code)) {
      if (code === 205) this.sendHeader('Content-Length', 0);
      this.endHeaders();
      return;
    }
    const page = Buffer.from(errorPage(code, reason, explain ?? ''));
    this.sendHeader('Content-Type', 'text/html; charset=utf-8');
    this.sendHeader('Content-Length', page.length);
    this.endHeaders();
    return this.wfile.write(page);
  }

  /** This answer is the connection's last. */
  closeConnection(): void {
    this.#connection.closeAfterAnswer();
  }

  // --- override ---------------------------------------------------------------------------------------------

  /** Answers one request: calls `do_X` for the method X. Override for what concerns every method. */
  handleOneRequest(): Awaitable<void> {
    const { command } = this;
    // A HEAD request is a GET whose body Node does not send.
    const method = methodOf(this, command) ?? (command === 'HEAD' ? methodOf(this, 'GET') : undefined);
    if (method === undefined) return this.sendError(501, undefined, `The method ${command} has no handler.`);
    return method.call(this);
  }

  /** A client waits before it sends its body. Answer with an error and return false to refuse it. */
  handleExpect100(): Awaitable<boolean> {
    this.response.writeContinue();
    return true;
  }

  versionString(): string {
    return this.sysVersion === '' ? this.serverVersion : `${this.serverVersion} ${this.sysVersion}`;
  }

  /** A time (ms since 1970, default now) as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`. */
  dateTimeString(atMs: number = Date.now()): string {
    return new Date(atMs).toUTCString();
  }

  /** The peer as the log names it. */
  addressString(): string {
    return 'path' in this.clientAddress ? 'unix' : this.clientAddress.host;
  }

  logRequest(code: number | string = '-', size: number | string = '-'): void {
    this.logMessage(`"${this.requestline}" ${code} ${size}`);
  }

  logError(text: string): void {
    this.logMessage(text);
  }

  /** One line on stderr. Control characters come out as `\x1b`: a client must not write to somebody's terminal. */
  logMessage(text: string): void {
    process.stderr.write(`${this.addressString()} - - [${logDate()}] ${printable(text)}\n`);
  }

  // --- the server's side ------------------------------------------------------------------------------------

  /** The connection's whole life. */
  override async handle(): Promise<void> {
    if (!isNodeHTTPLoaded()) await loadNodeHTTP();
    const parser = parserOf(this.constructor, this);
    const answerer = {
      answer: (message: IncomingMessage, response: ServerResponse) => this.#answer(message, response),
      flush: () => this.#responseBody.flush(),
      end: () => this.#responseBody.end(),
      refused: (refusal: Refusal) => this.#logRefusal(refusal),
    };
    const { writeTimeoutMs } = this;
    const http = HTTPConnection.begin(this.request, { parser, answerer, writeTimeoutMs });
    this.#http = http;
    await http.ended;
  }

  /** Nothing is left to flush: each answer was ended by itself. */
  override async finish(): Promise<void> {}

  get #responseBody(): ResponseBody {
    this.#body ??= new ResponseBody(this.writeTimeoutMs);
    return this.#body;
  }

  get #connection(): HTTPConnection {
    return this.#http ?? notNow('connection');
  }

  #answer(message: IncomingMessage, response: ServerResponse): Awaitable<void> {
    this.#begin(message, response);
    try {
      if (this.#refuse()) return;
      const expects = valuesOf(message.rawHeaders, 'expect').length > 0;
      const answering = expects ? this.#answerExpected() : this.handleOneRequest();
      if (!(answering instanceof Promise) && this.wbufBytes === 0) return this.#checkWritten();
      this.#responseBody.becomeAsync();
      return this.#answered(answering).catch((error) => this.#fail(error));
    } catch (error) {
      return this.#fail(error);
    }
  }

  #begin(message: IncomingMessage, response: ServerResponse): void {
    this.#message = message;
    this.#response = response;
    this.#path = originForm(message.url ?? '');
    this.#status = 200;
    this.#headers = [];
    this.#contentLength = undefined;
    this.#rfile = undefined;
    this.#responseBody.begin(response);
  }

  /** Answers what no handler should see. */
  #refuse(): boolean {
    const fault = requestFault(this.message, this);
    if (fault === undefined) return false;
    this.closeConnection();
    void this.sendError(fault.status, undefined, fault.detail);
    return true;
  }

  async #answerExpected(): Promise<void> {
    if (await this.handleExpect100()) return this.handleOneRequest();
    // Whether the client sends its body all the same is not known, so what follows cannot be told from it.
    this.closeConnection();
  }

  async #answered(answering: Awaitable<void>): Promise<void> {
    await answering;
    if (this.wbufBytes > 0) await this.#wfile?.flush();
    this.#checkWritten();
  }

  /** A write that nobody awaited may have failed. */
  #checkWritten(): void {
    const { error } = this.#responseBody;
    if (error !== undefined) throw error;
  }

  async #fail(error: unknown): Promise<void> {
    const { response } = this;
    this.closeConnection();
    const tooLong = error instanceof SocketbedError && error.code === 'MESSAGE_TOO_LONG';
    if (this.#connection.isMute) throw error;
    if (response.headersSent) {
      // The client must not take what it has for the whole.
      this.#connection.reset();
      throw error;
    }
    this.#headers = [];
    this.#contentLength = undefined;
    await this.sendError(tooLong ? 413 : 500);
    if (!tooLong) throw error;
  }

  #logRefusal({ status, detail }: Refusal): void {
    this.logError(`code ${status}, message ${detail}`);
  }
}

/** Whether answers with this status may have a body (RFC 9110, 6.4.1 and 15.3.6). */
function hasBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 205 && status !== 304;
}

/** The function of the handler for a method; only names that begin with `do_` are looked at. */
function methodOf(handler: object, command: string): ((this: object) => Awaitable<void>) | undefined {
  const name = `do_${command}`;
  const found: unknown = name in handler ? Reflect.get(handler, name) : undefined;
  return typeof found === 'function' ? (found as (this: object) => Awaitable<void>) : undefined;
}

function notNow(what: string): never {
  throw new SocketbedError({
    code: 'SERVER_STATE',
    what: `there is no ${what} now`,
    found: 'a handler has one only while it answers',
    advice: 'Use it inside of do_GET and the like',
  });
}
