// The life of a server, whatever its transport (TCP, UDP, Unix) and its concurrency (serial, threading, forking).
//
//   serverBind > serverActivate > [ getRequest > verifyRequest > processRequest ] ... > shutdown > serverClose
//                                                                   |
//                     finishRequest (handler: setup, handle, finish) > handleError? > shutdownRequest
//
// Hooks in the order of life, as in Python's socketserver. *Call*: serveForever, handleRequest, start, shutdown,
// serverClose. *Override*: verifyRequest, handleError, handleTimeout, serviceActions, processRequest,
// finishRequest. *Transports implement*: serverBind, serverActivate, getRequest, shutdownRequest, closeRequest.
//
// Python's loop polls a selector; here the transport says that a request waits, so shutdown is immediate and the
// poll interval only paces serviceActions.

import { SocketbedError } from '../errors/socketbed-error.ts';
import { formatAddress, type SocketAddress } from './address.ts';
import { type Concurrency, type Held, serial } from './concurrency.ts';
import { type DrainOptions, type DrainReport, drainDefaults } from './drain.ts';
import { printEvent, type ServerEvent } from './events.ts';
import type { Awaitable, HandlerServer, RequestHandlerClass } from './request-handler.ts';
import { type RunningRequest, RunningRequests } from './running-requests.ts';
import { RunningServer } from './running-server.ts';
import { ServeLoop } from './serve-loop.ts';
import { isPeerLoss, SystemExit } from './system-exit.ts';

export interface BaseServerOptions {
  /** How requests share the process. Default: one at a time. */
  readonly concurrency?: Concurrency;
  /** How long `handleRequest` waits for a request before it calls `handleTimeout`, ms. Default: for ever. */
  readonly timeoutMs?: number;
  /** Receives what the server has to say. Default: a line on stderr for each. */
  readonly onEvent?: (event: ServerEvent) => void;
}

export interface ServeOptions {
  /** How often `serviceActions` is called when nothing happens, ms. Default 500. */
  readonly pollIntervalMs?: number;
}

const nothing: Held = Promise.resolve(undefined);

export abstract class BaseServer<Request, Address extends SocketAddress>
  implements HandlerServer, AsyncDisposable
{
  /** Where the server listens; after `serverBind` with the port that the kernel gave. */
  serverAddress: Address;
  readonly RequestHandlerClass: RequestHandlerClass<Request, Address>;
  readonly timeoutMs: number | undefined;
  protected readonly concurrency: Concurrency;
  readonly #onEvent: (event: ServerEvent) => void;
  readonly #running = new RunningRequests<Request, Address>();
  readonly #loop = new ServeLoop({
    isWaiting: () => this.requestWaiting,
    next: () => this.#handleOne(),
    serviceActions: () => this.serviceActions(),
  });
  #listening: Promise<void> | undefined;
  #closing: Promise<DrainReport> | undefined;

  /** Stores only; `serverBind` and `serverActivate` come with the first of start, serveForever, handleRequest. */
  constructor(
    serverAddress: Address,
    RequestHandlerClass: RequestHandlerClass<Request, Address>,
    { concurrency = serial, timeoutMs, onEvent = printEvent }: BaseServerOptions = {},
  ) {
    this.serverAddress = serverAddress;
    this.RequestHandlerClass = RequestHandlerClass;
    this.concurrency = concurrency;
    this.timeoutMs = timeoutMs;
    this.#onEvent = onEvent;
  }

  // --- call -----------------------------------------------------------------------------------------------

  /** Binds and listens unless that was done; of several calls only the first acts. On failure nothing is left. */
  listen(): Promise<void> {
    if (this.#closing !== undefined)
      return Promise.reject(this.#stateError('is closed', 'Make a new server'));
    this.#listening ??= this.#bindAndActivate();
    return this.#listening;
  }

  /** Listens and serves in the background until the returned server is stopped. */
  async start(options: ServeOptions = {}): Promise<RunningServer<Address>> {
    await this.listen();
    return new RunningServer(this, this.serveForever(options));
  }

  /** Handles requests until `shutdown`; may be called again after that. Rejects only with a handler's SystemExit. */
  async serveForever({ pollIntervalMs = 500 }: ServeOptions = {}): Promise<void> {
    this.#checkIdle();
    await this.#loop.run(pollIntervalMs, this.listen());
  }

  /** Handles one request; waits at most `timeoutMs` for it, then calls `handleTimeout`. */
  async handleRequest(): Promise<void> {
    this.#checkIdle();
    await this.listen();
    if (await this.#loop.readable(this.timeoutMs)) await this.#handleOne();
    else await this.handleTimeout();
  }

  /** Ends serveForever. Resolves when the loop has ended: at once, or when a serial server's handler returns. */
  shutdown(): Promise<void> {
    return this.#loop.stop();
  }

  /**
   * Stops serving and listening, closes what waits unserved, and lets running requests end until the deadline; then
   * cuts them off and says which they were. Calling it again gives the first call's report.
   */
  serverClose(options: DrainOptions = {}): Promise<DrainReport> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.shutdown();
    const { drained } = await this.serverClose();
    if (drained) await ended;
  }

  /** How many requests are running now. */
  get activeRequests(): number {
    return this.#running.size;
  }

  // --- override -------------------------------------------------------------------------------------------

  /** False, or throwing, turns the request away: it is closed and nothing else happens. */
  verifyRequest(_request: Request, _clientAddress: Address): Awaitable<boolean> {
    return true;
  }

  /** Starts a request by the server's concurrency. A promise holds the next request back until it resolves. */
  processRequest(request: Request, clientAddress: Address): Held | undefined {
    return this.concurrency.process(this, request, clientAddress);
  }

  /** Makes the handler and runs it. */
  finishRequest(request: Request, clientAddress: Address): Awaitable<void> {
    return new this.RequestHandlerClass(request, clientAddress, this).run();
  }

  /** Called with what a handler threw. The default tells `onEvent`; the server goes on. */
  handleError(error: unknown, _request: Request, clientAddress: Address): Awaitable<void> {
    this.emit({ event: isPeerLoss(error) ? 'connection-lost' : 'request-failed', clientAddress, error });
  }

  /** Called when `handleRequest` waited in vain. */
  handleTimeout(): Awaitable<void> {}

  /** Called after each request and once per poll interval while serving. */
  serviceActions(): void {}

  // --- for transports -------------------------------------------------------------------------------------

  /** Takes the address. Throws a SocketbedError that says why it cannot be had. */
  abstract serverBind(): Promise<void>;
  /** Begins to listen. */
  abstract serverActivate(): Promise<void>;
  /** The next request and where it came from; undefined when none waits. */
  abstract getRequest(): [Request, Address] | undefined;
  /** Ends a request in good order; resolves when its bytes have left or cannot any more. */
  abstract shutdownRequest(request: Request): Promise<void> | undefined;
  /** Gives a request's resources back without good-byes. */
  abstract closeRequest(request: Request): void;
  /** The listening socket's file descriptor, -1 when there is none. */
  abstract fileno(): number;
  /** Whether getRequest would give one. */
  protected abstract get requestWaiting(): boolean;
  /** Gives the address back. Must be harmless when serverBind failed or never ran. */
  protected abstract closeListener(): Promise<void>;
  /** Ends a request that waits for its peer; the drain calls it when told to end idle ones. */
  protected endIdle(_request: Request): void {}

  /** Ends the requests that wait for their peers. */
  protected endIdleRequests(): void {
    for (const request of this.#running.all()) this.endIdle(request);
  }

  /** Transports call this when getRequest has something new to give. */
  protected notifyReadable(): void {
    this.#loop.notify();
  }

  protected emit(event: ServerEvent): void {
    this.#onEvent(event);
  }

  /**
   * Runs one request to its end, errors, closing and book-keeping included. `work` is finishRequest unless a
   * concurrency has the request done elsewhere. Never rejects: a handler's SystemExit is the value.
   */
  runRequest(request: Request, clientAddress: Address, work?: () => Promise<void>): Held {
    const running = this.#running.add(request, clientAddress);
    try {
      const working = work === undefined ? this.finishRequest(request, clientAddress) : work();
      // What a plain handle returns, which in JavaScript may be anything, has no meaning.
      if (!(working instanceof Promise)) return this.#finished(running);
      // Callbacks and not an async function: half the memory while the handler waits for its client.
      return working.then(
        () => this.#finished(running),
        (error) => this.#failed(error, running),
      );
    } catch (error) {
      return this.#failed(error, running);
    }
  }

  // --- inside ---------------------------------------------------------------------------------------------

  #checkIdle(): void {
    if (this.#loop.isRunning) throw this.#stateError('is serving already', 'Call shutdown() first');
  }

  async #bindAndActivate(): Promise<void> {
    try {
      await this.serverBind();
      await this.serverActivate();
      this.concurrency.open?.();
    } catch (error) {
      this.#listening = undefined;
      await this.closeListener();
      throw error;
    }
  }

  #handleOne(): Held | undefined {
    const next = this.getRequest();
    if (next === undefined) return undefined;
    const [request, clientAddress] = next;
    try {
      const verified = this.verifyRequest(request, clientAddress);
      if (verified === true) return this.processRequest(request, clientAddress);
      return this.#processWhenVerified(verified, request, clientAddress);
    } catch (error) {
      return this.#processWhenVerified(Promise.reject(error), request, clientAddress);
    }
  }

  async #processWhenVerified(
    verified: Awaitable<boolean>,
    request: Request,
    address: Address,
  ): Promise<SystemExit | undefined> {
    try {
      if (await verified) return await this.processRequest(request, address);
    } catch (error) {
      await this.#reportError(error, request, address);
    }
    await this.#endRequest(request);
    return undefined;
  }

  #finished(running: RunningRequest<Request, Address>): Held {
    const ended = this.#endRequest(running.request);
    return ended === undefined ? this.#forget(running) : ended.then(() => this.#forget(running));
  }

  #failed(error: unknown, running: RunningRequest<Request, Address>): Held {
    if (error instanceof SystemExit) return this.#finished(running).then(() => error);
    const reported = this.#reportError(error, running.request, running.clientAddress);
    return reported === undefined ? this.#finished(running) : reported.then(() => this.#finished(running));
  }

  #forget(running: RunningRequest<Request, Address>): Held {
    this.#running.remove(running);
    return nothing;
  }

  /** handleError is the user's: what it throws itself must not end the server either. */
  #reportError(error: unknown, request: Request, clientAddress: Address): Promise<void> | undefined {
    const failedAgain = (second: unknown): void => {
      this.emit({ event: 'request-failed', clientAddress, error: second });
    };
    try {
      const reported = this.handleError(error, request, clientAddress);
      return reported instanceof Promise ? reported.catch(failedAgain) : undefined;
    } catch (second) {
      failedAgain(second);
      return undefined;
    }
  }

  /** shutdownRequest, and closeRequest when that fails. Plain when the transport's hook is plain. */
  #endRequest(request: Request): Promise<void> | undefined {
    try {
      const ended = this.shutdownRequest(request);
      return ended?.catch(() => this.closeRequest(request));
    } catch {
      this.closeRequest(request);
      return undefined;
    }
  }

  async #close(options: DrainOptions): Promise<DrainReport> {
    const { deadlineMs, idle } = { ...drainDefaults, ...options };
    // Not awaited: a serial handler may outlive the deadline.
    void this.shutdown();
    await this.#listening?.catch(() => {});
    await this.closeListener();
    for (let next = this.getRequest(); next !== undefined; next = this.getRequest())
      this.closeRequest(next[0]);
    let report: DrainReport = { drained: true, heldUpBy: [] };
    if (this.concurrency.blockOnClose) {
      if (idle === 'end') this.endIdleRequests();
      if (!(await this.#running.idle(deadlineMs))) report = this.#cutOff(deadlineMs);
    }
    await this.concurrency.close?.();
    return report;
  }

  #cutOff(deadlineMs: number): DrainReport {
    const heldUpBy = this.#running.describe();
    for (const request of this.#running.all()) this.closeRequest(request);
    this.emit({ event: 'drain-deadline', deadlineMs, heldUpBy });
    return { drained: false, heldUpBy };
  }

  #stateError(found: string, advice: string): SocketbedError {
    const what = `the server on ${formatAddress(this.serverAddress)} ${found}`;
    return new SocketbedError({ code: 'SERVER_STATE', what, advice });
  }
}
