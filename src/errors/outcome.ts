// Outcomes: what the network did to a program, as a value that can be compared, logged and sent as JSON. Nothing
// here throws. What the packets said is another matter (see src/evidence): Node gives one code to several wires.
//
//   error from a socket --outcomeOfError--> { kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect', ... }

import { isSystemError } from './socketbed-error.ts';

/** Every way in which an attempt fails, with what it means to the program that tried. */
export const failureKinds = {
  refused: 'somebody answered that nobody listens there',
  reset: 'the peer, or something on the way, broke the connection with a reset',
  aborted: 'this machine gave up an established connection',
  closed: 'the peer ended the connection in good order before it answered',
  timeout: 'nothing came in time',
  unreachable: 'a router, or this machine, knows no way there',
  missing: 'the Unix socket has no file',
  denied: 'a permission or a firewall on this machine forbids it',
  unresolved: 'the host name has no address, or nobody could be asked',
  untrusted: 'one end does not accept the certificate of the other, or misses it',
  handshake: 'the two ends have no TLS in common, or what came is no TLS',
  garbled: 'what came had been changed on the way',
  full: 'the queue of the Unix socket takes no more',
  exhausted: 'this machine is out of file descriptors or memory',
  unavailable: 'this machine has no free address or port to send from',
  inUse: 'another socket of this machine has the address',
  tooLong: 'the datagram is longer than the way allows',
  failed: 'an error that has no name of its own here; its code says more',
} as const satisfies Record<string, string>;

export type FailureKind = keyof typeof failureKinds;

/** How a whole exchange ends: a message sent, an answer awaited. */
export type ExchangeKind = 'reply' | 'wrong' | FailureKind;

/** When and for how long, by the clock of the program that tried. */
export interface Timed {
  /** When the attempt began, in milliseconds since 1970. */
  readonly atMs: number;
  /** From the beginning of the attempt, with look-up and connect where they were needed, to the outcome. */
  readonly durationMs: number;
}

/** The answer came and is the one expected. */
export interface ReplyOutcome extends Timed {
  readonly kind: 'reply';
  readonly reply: string;
  /** From the message to the answer, on a socket that was open. */
  readonly roundTripMs: number;
  /** HTTP: of the answer. */
  readonly status?: number;
}

/** An answer came, but not the one expected. */
export interface WrongOutcome extends Timed {
  readonly kind: 'wrong';
  readonly reply: string;
  readonly expected: string;
}

/** Why an attempt failed, without its times. */
export interface Failure {
  readonly kind: FailureKind;
  /** The errno or library code: `ECONNREFUSED`. Absent where no error was given: an end, or our own deadline. */
  readonly code?: string;
  /** The call that failed: `connect`, `read`, `write`, `getaddrinfo`. */
  readonly syscall?: string;
}

export interface FailureOutcome extends Timed, Failure {
  /** The number behind `code`, positive, as the kernel has it: 111. Absent where the kernel was not the one to fail. */
  readonly errno?: number;
  /** The kernel's or the library's own words: `connection refused`. */
  readonly message?: string;
  /** How much of a message had moved when it failed: what was sent, or received. */
  readonly bytes?: number;
  /** What had been received when it failed. */
  readonly data?: Buffer;
  /** HTTP: of an answer whose rest did not come. */
  readonly status?: number;
}

/** What a whole exchange comes to. */
export type ExchangeOutcome = ReplyOutcome | WrongOutcome | FailureOutcome;

/** The two ends of a socket, as `127.0.0.1:8080` or a path. */
export interface Ends {
  readonly local: string;
  /** Absent for a socket that has no peer. */
  readonly peer?: string;
}

/** A step succeeded that moves no data. */
export interface StepOutcome extends Timed, Ends {
  readonly kind: 'bound' | 'listening' | 'connected' | 'accepted' | 'done';
}

/** A name has these addresses, in the order in which the resolver gave them. */
export interface ResolvedOutcome extends Timed {
  readonly kind: 'resolved';
  readonly addresses: readonly string[];
}

/** The kernel took so many bytes; whether the peer has them is another matter. */
export interface SentOutcome extends Timed {
  readonly kind: 'sent';
  readonly bytes: number;
}

/** Bytes came. */
export interface ReceivedOutcome extends Timed {
  readonly kind: 'received';
  readonly data: Buffer;
  /** `data` read as UTF-8. */
  readonly text: string;
  /** Whether the peer has ended its side: nothing follows. Only known where it was waited for. */
  readonly ended?: boolean;
  /** Who sent the datagram; absent for streams. */
  readonly from?: string;
  /** The datagram was longer than what was asked for, and the rest is gone. */
  readonly truncated?: boolean;
}

/** Many requests over many connections at once. Latencies are from a request to the end of its reply. */
export interface LoadedOutcome extends Timed {
  readonly kind: 'loaded';
  /** How many were answered. */
  readonly requests: number;
  /** Answered with another status than 2xx, or another body than the one expected. */
  readonly wrong: number;
  /** Not answered: connections refused, reset, ended too early. */
  readonly lost: number;
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly latencyMs: Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number>>;
}

/** Whatever a program can see of the network. */
export type Outcome =
  | ExchangeOutcome
  | StepOutcome
  | SentOutcome
  | ReceivedOutcome
  | ResolvedOutcome
  | LoadedOutcome;
export type OutcomeKind = Outcome['kind'];

const kindOfCode: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'aborted',
  EPIPE: 'closed',
  // A connected Unix datagram socket whose peer is gone says ECONNREFUSED once, then this.
  ENOTCONN: 'closed',
  UND_ERR_SOCKET: 'closed',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  // ICMP "protocol unreachable" arrives under this name.
  ENOPROTOOPT: 'unreachable',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
  ENOTFOUND: 'unresolved',
  ENODATA: 'unresolved',
  ESERVFAIL: 'unresolved',
  EREFUSED: 'unresolved',
  EFORMERR: 'unresolved',
  ENOTIMP: 'unresolved',
  EBADRESP: 'unresolved',
  // The resolver's own time-out; the kernel's has a D.
  ETIMEOUT: 'unresolved',
  EAGAIN: 'full',
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
  ENOBUFS: 'exhausted',
  ENOMEM: 'exhausted',
  EADDRNOTAVAIL: 'unavailable',
  EADDRINUSE: 'inUse',
  EMSGSIZE: 'tooLong',
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 'garbled',
  'ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC': 'garbled',
  // Node's own, and those of OpenSSL's verification, which it hands on as they are.
  ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
  CERT_CHAIN_TOO_LONG: 'untrusted',
  CERT_HAS_EXPIRED: 'untrusted',
  CERT_NOT_YET_VALID: 'untrusted',
  CERT_REJECTED: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'untrusted',
  // A library of TLS that is older than OpenSSL 3 has no names for its errors.
  EPROTO: 'handshake',
};

/** Names the failure behind any thrown value. Looks through `cause` (fetch) and AggregateError (several addresses). */
export function outcomeOfError(error: unknown): Failure {
  const source = systemErrorIn(error);
  if (source === undefined) return { kind: hasTimedOut(error) ? 'timeout' : 'failed' };
  const { code, syscall } = source;
  const details = syscall === undefined ? { code } : { code, syscall };
  // Node invents an ECONNRESET without a system call ("socket hang up", "aborted") for a connection that ended with a FIN.
  if (code === 'ECONNRESET' && syscall === undefined) return { kind: 'closed', ...details };
  if (code.startsWith('EAI_')) return { kind: 'unresolved', ...details };
  return { kind: kindOfCode[code] ?? kindOfTlsCode(code) ?? 'failed', ...details };
}

/** What AbortSignal.timeout ends a call with has a name, and a code that is a number. */
const hasTimedOut = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

/** OpenSSL has hundreds; those of alerts say what the other end did not like. */
function kindOfTlsCode(code: string): FailureKind | undefined {
  if (!code.startsWith('ERR_SSL_')) return undefined;
  return /_ALERT_(.*CERTIFICATE|UNKNOWN_CA)/.test(code) ? 'untrusted' : 'handshake';
}

type SystemError = NodeJS.ErrnoException & { code: string };

// Of several errors the one with a system call is nearest to the kernel. A chain may lead back to itself, hence `seen`.
function systemErrorIn(error: unknown, seen = new Set<unknown>()): SystemError | undefined {
  if (!(error instanceof Error) || seen.has(error)) return undefined;
  seen.add(error);
  const inner = error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause];
  const nested = inner.map((each) => systemErrorIn(each, seen)).filter((each) => each !== undefined);
  const candidates = isSystemError(error) ? [error, ...nested] : nested;
  return candidates.find(({ syscall }) => syscall !== undefined) ?? candidates[0];
}
