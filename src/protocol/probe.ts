// What the testbed and the probe say to each other: one JSON document per line, commands in, answers out, in any
// order, matched by `id`. Types only; the two ends are src/testbed/probe.ts and services/probe.ts.
//
//   testbed -- {"id":7,"op":"connect","socket":1,"to":{"host":"tcp","port":8080},"timeoutMs":5000} --> probe
//   testbed <-- {"id":7,"outcome":{"kind":"refused","code":"ECONNREFUSED","errno":111, ...}}       -- probe
//
// Bytes travel as base64. Commands for one socket may overlap (a receive that waits while another sends); those of one
// direction on one socket are carried out in the order in which they came, and bind, listen and connect before all that
// follow. Closing a socket ends what waits on it: ECANCELED. A number that no socket has is EBADF, one that a socket has
// already EEXIST. A line that cannot be read ends the probe with exit code 2, and the end of its stdin with 0.

import type {
  FailureOutcome,
  LoadedOutcome,
  ReceivedOutcome,
  ReplyOutcome,
  ResolvedOutcome,
  SentOutcome,
  StepOutcome,
} from '../errors/outcome.ts';
import type { Transport } from '../errors/transport.ts';
import type { CallOptions, HttpClient, HttpOptions, LoadOptions } from './http.ts';
import type { TlsOptions } from './tls.ts';

/**
 * Where a socket connects, binds or sends to: a host that the probe looks up, or a path. `\0...` is abstract; bound to
 * `''` a socket gets an abstract name from the kernel.
 */
export type ProbeAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** Socket options, set when the kernel's socket is made; each of them is left to the kernel when absent. */
export interface SocketOptions {
  /** Address family of an internet socket. Default: that of the first address it is given. */
  readonly family?: 4 | 6;
  /** TCP_NODELAY: small messages leave at once. Default: false, as the kernel has it. */
  readonly noDelay?: boolean;
  /** SO_KEEPALIVE with its three numbers: seconds until the first probe, between probes, and how many are lost. */
  readonly keepAlive?: {
    readonly idleSeconds: number;
    readonly intervalSeconds: number;
    readonly count: number;
  };
  /** SO_LINGER: close waits so many seconds for unsent bytes; 0 sends a reset instead of a FIN. */
  readonly lingerSeconds?: number;
  /** SO_RCVBUF, bytes; the kernel doubles it. */
  readonly receiveBufferBytes?: number;
  /** SO_SNDBUF, bytes; the kernel doubles it. */
  readonly sendBufferBytes?: number;
  /** TCP_USER_TIMEOUT: how long sent bytes may stay unacknowledged before the kernel gives up, ms. */
  readonly userTimeoutMs?: number;
  /** SO_REUSEADDR. Default: true for TCP sockets that are bound, which those that listen are. */
  readonly reuseAddress?: boolean;
  /** SO_REUSEPORT. */
  readonly reusePort?: boolean;
  /** SO_BROADCAST. */
  readonly broadcast?: boolean;
  /** IP_RECVERR: an unconnected UDP socket too is told of ICMP errors. */
  readonly receiveErrors?: boolean;
  /** IP_MTU_DISCOVER "do": a datagram longer than the way allows is EMSGSIZE, and not cut in pieces. */
  readonly dontFragment?: boolean;
}

interface OfSocket {
  /** A number that the testbed chose. */
  readonly socket: number;
}

interface Waiting {
  /** Then the outcome is `timeout`, without a code: it was not the kernel's. A look-up is part of it. */
  readonly timeoutMs: number;
}

export type ProbeCommand =
  /** Makes a socket known; the kernel's is made at the first command that needs it, of its address's family or IPv4. */
  | ({ readonly op: 'socket'; readonly transport: Transport; readonly options: SocketOptions } & OfSocket)
  | ({ readonly op: 'bind'; readonly to: ProbeAddress } & OfSocket)
  /** `backlog` as listen(2) has it: the accept queue takes one more. */
  | ({ readonly op: 'listen'; readonly backlog: number } & OfSocket)
  /** The accepted connection becomes socket number `as`. Nothing is read from it until it is asked. */
  | ({ readonly op: 'accept'; readonly as: number } & OfSocket & Waiting)
  | ({ readonly op: 'connect'; readonly to: ProbeAddress } & OfSocket & Waiting)
  /**
   * All of `data` on a stream, waiting for room; one datagram otherwise. A Unix datagram that finds the queue full is
   * `full` at once: there is no event for room in another's queue.
   */
  | ({ readonly op: 'send'; readonly data: string; readonly to?: ProbeAddress } & OfSocket & Waiting)
  /**
   * Streams: what is there, up to `bytesMax` (default 65,536); or exactly `bytes`; or all `untilEnd`. An end before is
   * `closed`, with the data that had come. Datagrams: the next one, cut to `bytesMax`. `peek` leaves the bytes in the
   * kernel, and does not go with `untilEnd`.
   */
  | ({
      readonly op: 'receive';
      readonly bytesMax?: number;
      readonly bytes?: number;
      readonly untilEnd?: boolean;
      readonly peek?: boolean;
    } & OfSocket &
      Waiting)
  /** Half-close: no more is sent (FIN), or no more received. */
  | ({ readonly op: 'shutdown'; readonly how: 'send' | 'receive' | 'both' } & OfSocket)
  /** A path that it was bound to stays, until `closeAll`. With a linger time it takes as long as the kernel does. */
  | ({ readonly op: 'close' } & OfSocket)
  /** SO_LINGER 0 and close: RST instead of FIN, on TCP. */
  | ({ readonly op: 'reset' } & OfSocket)
  /** Connect, send, receive `bytes` (default: as many as were sent; or one datagram), close: one outcome for it all. */
  | ({
      readonly op: 'ask';
      readonly transport: Transport;
      readonly options: SocketOptions;
      readonly to: ProbeAddress;
      readonly data: string;
      readonly bytes?: number;
    } & Waiting)
  /** What a program on this machine gets for a name: all its addresses, of one family or of both. */
  | ({ readonly op: 'lookup'; readonly name: string; readonly family?: 4 | 6 } & Waiting)
  /**
   * Connects with Node's own TLS and, if there is `data`, sends it and receives `bytes` (default: as many), then closes:
   * one outcome for it all.
   */
  | ({
      readonly op: 'tls';
      readonly to: ProbeAddress;
      readonly options: TlsOptions;
      readonly data?: string;
      readonly bytes?: number;
    } & Waiting)
  /** An HTTP request of one of Node's own clients: one outcome for it all, `reply` when the whole body has come. */
  | ({
      readonly op: 'request';
      readonly client: HttpClient;
      readonly to: ProbeAddress;
      readonly options: HttpOptions;
    } & Waiting)
  /** Many HTTP requests over many connections at once, by autocannon. `loaded`, whatever came of them. */
  | ({ readonly op: 'load'; readonly to: ProbeAddress; readonly options: LoadOptions } & Waiting)
  /** A call by XML-RPC: `reply` is the value, or a struct of faultCode and faultString, as JSON. */
  | ({ readonly op: 'call'; readonly to: ProbeAddress; readonly options: CallOptions } & Waiting)
  /** Puts something else where a socket could be: an empty file, a directory, a symbolic link to `target`. */
  | {
      readonly op: 'makeFile';
      readonly path: string;
      readonly what: 'file' | 'directory' | 'link';
      /** Permissions, less the umask. Default: 0666 for a file, 0777 for a directory. */
      readonly mode?: number;
      readonly target?: string;
    }
  /** Removes a file, a link, a socket's file or an empty directory. */
  | { readonly op: 'removeFile'; readonly path: string }
  /** Ends every command, closes every socket, removes what was made and the files of all that were bound, if still theirs. */
  | { readonly op: 'closeAll' };

/** A command with the number that its answer will carry. */
export type ProbeRequest = { readonly id: number } & ProbeCommand;

/** Bytes as they travel. */
type Encoded<T> = T extends { readonly data?: Buffer }
  ? Omit<T, 'data' | 'text'> & { readonly data?: string }
  : T;

/** An outcome as it travels: `data` in base64, `text` left out. */
export type EncodedOutcome =
  | Encoded<ReceivedOutcome>
  | Encoded<FailureOutcome>
  | LoadedOutcome
  | ReplyOutcome
  | ResolvedOutcome
  | SentOutcome
  | StepOutcome;

/** To `closeAll`: how many sockets were open. */
export interface ClosedAllAnswer {
  readonly id: number;
  readonly open: number;
}

export type ProbeAnswer = { readonly id: number; readonly outcome: EncodedOutcome } | ClosedAllAnswer;
