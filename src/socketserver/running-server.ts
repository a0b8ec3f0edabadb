// A server that has been started: its address is known and it can be stopped.

import type { SocketAddress } from './address.ts';
import type { DrainOptions, DrainReport } from './drain.ts';

/** What a running server needs of the server it was made from. */
interface Stoppable<Address> {
  readonly serverAddress: Address;
  shutdown(): Promise<void>;
  serverClose(options?: DrainOptions): Promise<DrainReport>;
}

/** The result of `start()`. Leaving its scope (`await using`) stops it. Stopping twice is fine. */
export class RunningServer<Address extends SocketAddress> implements AsyncDisposable {
  readonly address: Address;
  /** Settles when the serving loop has ended; rejects only for a handler's SystemExit. */
  readonly closed: Promise<void>;
  readonly #server: Stoppable<Address>;

  constructor(server: Stoppable<Address>, closed: Promise<void>) {
    this.address = server.serverAddress;
    this.closed = closed;
    this.#server = server;
    // Whoever cares awaits `closed`; nobody has to.
    closed.catch(() => {});
  }

  /** Takes no more requests, drains (see DrainOptions), closes. */
  async stop(options: DrainOptions = {}): Promise<DrainReport> {
    // Not awaited first: a serial handler that never ends would hold shutdown, and the deadline is serverClose's.
    const ended = this.#server.shutdown();
    const report = await this.#server.serverClose(options);
    if (report.drained) await ended;
    return report;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
