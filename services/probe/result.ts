// What a command comes to, in the form in which it travels: an outcome without its times.

import { getSystemErrorMessage } from 'node:util';
import { type Ends, type FailureKind, outcomeOfError, type Timed } from '../../src/errors/outcome.ts';
import { isSystemError } from '../../src/errors/socketbed-error.ts';
import type { EncodedOutcome } from '../../src/protocol/probe.ts';
import { type Attempt, DeadlinePassed } from './attempt.ts';
import { formatSockaddr } from './sockaddr.ts';
import type { Datagram } from './syscalls.ts';

type Untimed<T> = T extends Timed ? Omit<T, keyof Timed> : never;
export type Result = Untimed<EncodedOutcome>;
type FailureResult = Untimed<Extract<EncodedOutcome, { readonly kind: FailureKind }>>;

/** What was thrown, as the failure of `attempt`. Throws on what no socket throws: that is a bug of ours. */
export function failureOf(error: unknown, attempt: Attempt): FailureResult {
  if (error instanceof DeadlinePassed) {
    return { kind: 'timeout', syscall: attempt.syscall, ...movedUntil(attempt, attempt.syscall) };
  }
  if (!isSystemError(error)) throw error;
  const { errno, syscall = attempt.syscall } = error;
  // A look-up has numbers of its own, which are not errnos.
  const number = errno === undefined || syscall === 'getaddrinfo' ? {} : { errno: -errno };
  const message = errno === undefined ? wordsOf(error) : getSystemErrorMessage(errno);
  return { ...outcomeOfError(error), ...number, message, ...movedUntil(attempt, syscall) };
}

/** The stream ended before all that was asked for had come. */
export function closedBefore(attempt: Attempt, syscall = 'recv'): FailureResult {
  return { kind: 'closed', syscall, ...movedUntil(attempt, syscall) };
}

/** OpenSSL's message is a line of its source; its reason is for people. */
function wordsOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}

export function received(data: Buffer, ends: { readonly ended?: true } = {}): Result {
  return { kind: 'received', data: data.toString('base64'), ...ends };
}

export function receivedDatagram({ data, from, truncated }: Datagram): Result {
  return { kind: 'received', data: data.toString('base64'), from: formatSockaddr(from), truncated };
}

export function step(kind: 'bound' | 'listening' | 'connected' | 'accepted' | 'done', ends: Ends): Result {
  return { kind, ...ends };
}

function movedUntil({ sent, received }: Attempt, syscall: string): Pick<FailureResult, 'bytes' | 'data'> {
  if (syscall.startsWith('send')) return sent === undefined ? {} : { bytes: sent };
  if (received.length === 0) return {};
  const data = Buffer.concat(received);
  return { bytes: data.length, data: data.toString('base64') };
}
