// What a server tells about itself while it runs, as values. Nothing here stops a server.

import { formatAddress, type SocketAddress } from './address.ts';

/** A request that is still running. */
export interface ActiveRequest {
  readonly clientAddress: SocketAddress;
  /** Milliseconds since the request began. */
  readonly ageMs: number;
}

export type ServerEvent =
  /** A handler or a hook threw. */
  | { readonly event: 'request-failed'; readonly clientAddress: SocketAddress; readonly error: unknown }
  /** The peer reset or abandoned its connection and the handler did not catch it. Every network has these. */
  | { readonly event: 'connection-lost'; readonly clientAddress: SocketAddress; readonly error: unknown }
  /** `connectionsMax` was reached: so many connections were closed at once, unserved. */
  | { readonly event: 'connections-dropped'; readonly count: number; readonly connectionsMax: number }
  /** So many datagrams were thrown away because `requestQueueSize` were waiting. */
  | { readonly event: 'datagrams-dropped'; readonly count: number; readonly requestQueueSize: number }
  /** EMFILE: this process can open no more files; the kernel's new connections are closed, unserved. */
  | { readonly event: 'descriptors-exhausted' }
  | { readonly event: 'descriptors-recovered' }
  /** The listening socket itself reported an error. The server goes on. */
  | { readonly event: 'listener-failed'; readonly error: unknown }
  /** `serverClose` reached its deadline; these requests were cut off. */
  | {
      readonly event: 'drain-deadline';
      readonly deadlineMs: number;
      readonly heldUpBy: readonly ActiveRequest[];
    };

/** One line for people. */
export function describeEvent(event: ServerEvent): string {
  switch (event.event) {
    case 'request-failed':
      return `request from ${formatAddress(event.clientAddress)} failed: ${stackOf(event.error)}`;
    case 'connection-lost':
      return `connection from ${formatAddress(event.clientAddress)} lost: ${messageOf(event.error)}`;
    case 'connections-dropped':
      return `${event.count} connections closed unserved: ${event.connectionsMax} are open, the limit`;
    case 'datagrams-dropped':
      return `${event.count} datagrams thrown away: ${event.requestQueueSize} were waiting, the limit`;
    case 'descriptors-exhausted':
      return 'out of file descriptors (EMFILE): new connections are closed unserved; raise ulimit -n';
    case 'descriptors-recovered':
      return 'file descriptors are free again: new connections are served';
    case 'listener-failed':
      return `the listening socket reported: ${messageOf(event.error)}`;
    case 'drain-deadline':
      return `not drained after ${event.deadlineMs} ms, cut off: ${event.heldUpBy
        .map(({ clientAddress, ageMs }) => `${formatAddress(clientAddress)} (${Math.round(ageMs)} ms)`)
        .join(', ')}`;
  }
}

/** What a server does with events when nobody listens: a line on stderr, as Python's handle_error does. */
export function printEvent(event: ServerEvent): void {
  process.stderr.write(`socketserver: ${describeEvent(event)}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
