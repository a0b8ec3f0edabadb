// A stale socket file, left by a server that was killed, is in the way of the next one.

import { lstatSync, rmSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { isSystemError, SocketbedError } from '../errors/socketbed-error.ts';
import { hasFile } from './socket-file.ts';
import { systemError } from './system-error.ts';
import { UnixDatagramSocket } from './unix-datagram-socket.ts';

export type UnixSocketKind = 'stream' | 'datagram';

/** A listener on this machine answers within microseconds or has a full queue, which is an answer too. */
const answerTimeoutMs = 1000;

/**
 * Removes the socket file at `path` if nobody answers on it, as a server that was killed leaves it. A file that is
 * no socket, a socket that answers, and one that is not ours to try are left alone and reported.
 */
export async function clearStalePath(path: string, kind: UnixSocketKind): Promise<void> {
  if (!hasFile(path)) return;
  // libuv reports a missing directory as EACCES; say what it is.
  if (statOf(dirname(path)) === undefined) throw systemError('ENOENT', 'bind', `no directory for ${path}`);
  const before = statOf(path);
  if (before === undefined) return;
  if (!before.isSocket()) {
    throw new SocketbedError({
      code: 'PATH_UNUSABLE',
      what: `cannot listen on ${path}`,
      found: 'a file that is not a socket is there',
      advice: 'Remove it, or choose another path',
    });
  }
  const answer = kind === 'stream' ? await streamAnswer(path) : datagramAnswer(path);
  if (answer !== 'ECONNREFUSED') return;
  // Another server may have taken the path over meanwhile: remove only what was tried.
  if (sameFile(before, statOf(path))) rmSync(path, { force: true });
}

function streamAnswer(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path, timeout: answerTimeoutMs });
    const settle = (answer: string): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => settle('connected'));
    socket.on('timeout', () => settle('ETIMEDOUT'));
    socket.on('error', (error) => settle(isSystemError(error) ? error.code : 'unknown'));
  });
}

function datagramAnswer(path: string): string {
  const socket = new UnixDatagramSocket();
  try {
    socket.connect(path);
    return 'connected';
  } catch (error) {
    return isSystemError(error) ? error.code : 'unknown';
  } finally {
    socket.close();
  }
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function sameFile(one: Stats, other: Stats | undefined): boolean {
  return one.dev === other?.dev && one.ino === other.ino;
}
