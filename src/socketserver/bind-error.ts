// What the kernel says when an address cannot be had, with what to do about it.

import { isSystemError, SocketbedError, type SocketbedErrorCode } from '../errors/socketbed-error.ts';
import { formatAddress, type SocketAddress } from './address.ts';

const answers: Record<string, { code: SocketbedErrorCode; found: string; advice: string }> = {
  EADDRINUSE: {
    code: 'ADDRESS_IN_USE',
    found: 'another program has it (EADDRINUSE)',
    advice: 'Stop that program (ss -lptn shows it) or choose another address; port 0 takes a free one',
  },
  EADDRNOTAVAIL: {
    code: 'ADDRESS_NOT_AVAILABLE',
    found: 'this machine has no such address (EADDRNOTAVAIL)',
    advice: 'Use one that `ip address` lists, 0.0.0.0 for all of IPv4, or :: for IPv6 and IPv4',
  },
  EACCES: {
    code: 'ADDRESS_NOT_PERMITTED',
    found: 'this user may not use it (EACCES)',
    advice: 'Use a port from 1024 up, or a directory that this user can write to',
  },
  EPERM: {
    code: 'ADDRESS_NOT_PERMITTED',
    found: 'this user may not use it (EPERM)',
    advice: 'Use another address, or run as a user who may',
  },
  ENOENT: {
    code: 'PATH_UNUSABLE',
    found: 'its directory does not exist (ENOENT)',
    advice: 'Create the directory first',
  },
  EROFS: {
    code: 'PATH_UNUSABLE',
    found: 'its file system is read-only (EROFS)',
    advice: 'Use a directory on a writable file system, such as a volume or a tmpfs',
  },
  ENOTDIR: {
    code: 'PATH_UNUSABLE',
    found: 'a part of its path is not a directory (ENOTDIR)',
    advice: 'Choose another path',
  },
};

/** The error for a failed bind or listen; one that already has a code and advice is given back as it is. */
export function bindError(error: unknown, address: SocketAddress): SocketbedError {
  if (error instanceof SocketbedError) return error;
  const what = `cannot listen on ${formatAddress(address)}`;
  const answer = isSystemError(error) ? answers[error.code] : undefined;
  if (answer !== undefined) return new SocketbedError({ ...answer, what, cause: error });
  return new SocketbedError({
    code: 'BIND_FAILED',
    what,
    found: error instanceof Error ? error.message : String(error),
    advice: 'Choose another address',
    cause: error,
  });
}
