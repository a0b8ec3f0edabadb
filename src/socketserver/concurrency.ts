// How the requests of a server share the process: the second axis of the family, beside the transport.
//
//   serial     one request at a time, the others wait in order          TCPServer, UDPServer ...
//   threading  many at once, in this process or in worker threads       ThreadingTCPServer ...
//   forking    each in a child process                                  ForkingTCPServer ...
//
// A server is a transport with one of these; the classes with names like ForkingUDPServer only put two together.

import type { SocketAddress } from './address.ts';
import type { SystemExit } from './system-exit.ts';

/** Holds the next request back until it resolves; a serial server ends with the SystemExit it may bring. */
export type Held = Promise<SystemExit | undefined>;

/** What a concurrency needs of the server that uses it. */
export interface RequestRunner<Request, Address extends SocketAddress> {
  readonly serverAddress: Address;
  /** Runs the request to its end, by finishRequest or by `work`. Never rejects: SystemExit is the value. */
  runRequest(request: Request, clientAddress: Address, work?: () => Promise<void>): Held;
}

export interface Concurrency {
  /** False: closing the server does not wait for the requests that are running. */
  readonly blockOnClose: boolean;
  /** Where a stream's socket moves to before its handler runs; undefined when it stays. */
  readonly handsOverTo?: 'thread' | 'process';
  /** Begins one request; undefined when the next may begin too. */
  process<Request, Address extends SocketAddress>(
    server: RequestRunner<Request, Address>,
    request: Request,
    clientAddress: Address,
  ): Held | undefined;
  /** Called when the server begins to listen: starts what is kept warm. */
  open?(): void;
  /** Called when the server closes, after the requests have ended or been cut off. */
  close?(): Promise<void>;
}

/** One request at a time; the next waits until this one is over. */
export const serial: Concurrency = {
  blockOnClose: true,
  process: (server, request, clientAddress) => server.runRequest(request, clientAddress),
};
