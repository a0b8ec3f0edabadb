// Two kinds of throw that a server treats apart from a handler's errors.

import { isSystemError } from '../errors/socketbed-error.ts';

/**
 * Thrown by a handler to end the whole server: serveForever of a serial server rejects with it. Under threading
 * and forking it ends only its own request, without a report, as SystemExit does in a Python thread.
 */
export class SystemExit extends Error {
  override readonly name = 'SystemExit';
}

const peerLoss = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT', 'ENOTCONN']);

/** True for an error that says only that the peer went away or fell silent. */
export function isPeerLoss(error: unknown): boolean {
  return isSystemError(error) && peerLoss.has(error.code);
}
