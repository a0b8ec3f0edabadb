// What the commands that move no data do: bind, listen, connect, accept, shutdown. Each throws what the kernel says.

import { constants } from 'node:os';
import type { Ends } from '../../src/errors/outcome.ts';
import type { ProbeAddress } from '../../src/protocol/probe.ts';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';
import type { Attempt } from './attempt.ts';
import { reuseAddress } from './options.ts';
import type { ProbeSocket } from './probe-socket.ts';
import { resolve } from './resolve.ts';
import { formatSockaddr } from './sockaddr.ts';
import * as kernel from './syscalls.ts';

const { EAGAIN, EALREADY, ECONNRESET, EINPROGRESS, EPIPE } = constants.errno;

export async function bind(socket: ProbeSocket, to: ProbeAddress, attempt: Attempt): Promise<Ends> {
  const { sockaddr, family } = await resolve(to, socket.options.family, attempt);
  socket.open(attempt, family);
  if (socket.transport === 'tcp' && socket.options.reuseAddress === undefined) reuseAddress(socket.fd);
  check(kernel.bind(socket.fd, sockaddr), 'bind');
  return socket.ends();
}

export function listen(socket: ProbeSocket, backlog: number, attempt: Attempt): Ends {
  socket.open(attempt);
  check(kernel.listen(socket.fd, backlog), 'listen');
  return socket.ends();
}

export async function connect(socket: ProbeSocket, to: ProbeAddress, attempt: Attempt): Promise<Ends> {
  const { sockaddr, family } = await resolve(to, socket.options.family, attempt);
  socket.open(attempt, family);
  endConnecting(socket, sockaddr);
  const result = kernel.connect(socket.fd, sockaddr);
  if (result !== -EINPROGRESS) {
    check(result, 'connect');
    return socket.ends();
  }
  socket.isConnecting = true;
  // Asked now, because a socket that was reset at once has no ends any more.
  const { local } = socket.ends();
  await established(socket, attempt);
  return { local, peer: formatSockaddr(sockaddr), ...peerOf(socket) };
}

/** The connection is given to `keep` in the same turn: nobody could close it before. */
export async function accept(
  socket: ProbeSocket,
  keep: (connection: ProbeSocket) => void,
  attempt: Attempt,
): Promise<Ends> {
  socket.open(attempt);
  for (;;) {
    const fd = kernel.accept(socket.fd);
    if (fd >= 0) {
      const connection = socket.accepted(fd);
      try {
        keep(connection);
      } catch (error) {
        connection.closeNow();
        throw error;
      }
      return connection.ends();
    }
    if (fd !== -EAGAIN) throw kernelError(-fd, 'accept');
    await socket.ready('input', attempt);
  }
}

export function shutdown(socket: ProbeSocket, how: keyof typeof kernel.SHUT, attempt: Attempt): Ends {
  socket.open(attempt);
  check(kernel.shutdown(socket.fd, kernel.SHUT[how]), 'shutdown');
  return socket.ends();
}

async function established(socket: ProbeSocket, attempt: Attempt): Promise<void> {
  for (;;) {
    await socket.ready('output', attempt);
    const error = socket.lookAtError();
    // These two the kernel gives to established connections only: the handshake went well, and the reset came before
    // we looked. It is left to whoever sends or receives next.
    if (error === ECONNRESET || error === EPIPE) return;
    if (error !== 0) throw kernelError(socket.takeError(), 'connect');
    if (typeof kernel.peerOf(socket.fd) !== 'number') return;
  }
}

/** For the kernel a connect that was waited for lasts until the next call, which tells how it went and does nothing. */
function endConnecting(socket: ProbeSocket, sockaddr: Buffer): void {
  if (!socket.isConnecting) return;
  const last = kernel.connect(socket.fd, sockaddr);
  if (last === -EALREADY) throw kernelError(EALREADY, 'connect');
  socket.isConnecting = false;
}

function peerOf(socket: ProbeSocket): Pick<Ends, 'peer'> {
  const { peer } = socket.ends();
  return peer === undefined ? {} : { peer };
}

function check(result: number, syscall: string): void {
  if (result < 0) throw kernelError(-result, syscall);
}
