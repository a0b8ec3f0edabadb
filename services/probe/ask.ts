// One question and its answer on a socket of its own: look up, connect, send, receive, close.
//
//   hello -> connect -> send -> kernel ... kernel -> recv -> recv -> HELLO

import { unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProbeAddress } from '../../src/protocol/probe.ts';
import { SocketFile } from '../../src/socketserver/socket-file.ts';
import type { Attempt } from './attempt.ts';
import { toMicroseconds } from './attempt.ts';
import type { ProbeSocket } from './probe-socket.ts';
import { bytesMaxDefault, receiveDatagram, receiveExactly } from './receive.ts';
import { sendAll } from './send.ts';
import { bind, connect } from './steps.ts';

export interface Question {
  readonly to: ProbeAddress;
  readonly data: Buffer;
  /** How long the answer is on a stream. */
  readonly bytes: number;
}

export interface Answer {
  readonly data: Buffer;
  readonly roundTripMs: number;
}

/** `undefined` when the stream ended before the answer was whole: what came is in `attempt.received`. */
export async function ask(
  socket: ProbeSocket,
  { to, data, bytes }: Question,
  attempt: Attempt,
): Promise<Answer | undefined> {
  let file: SocketFile | undefined;
  try {
    // First, so that what is wrong with the target is told of the target.
    await connect(socket, to, attempt);
    if (socket.transport === 'unix-datagram' && 'path' in to) file = await takeName(socket, to.path, attempt);
    const askedAt = performance.now();
    const answer = socket.isStream
      ? await exchange(socket, data, bytes, attempt)
      : await exchangeDatagrams(socket, data, attempt);
    const roundTripMs = toMicroseconds(performance.now() - askedAt);
    return socket.isStream && answer.length < bytes ? undefined : { data: answer, roundTripMs };
  } finally {
    socket.closeNow();
    file?.remove();
  }
}

async function exchange(socket: ProbeSocket, data: Buffer, bytes: number, attempt: Attempt): Promise<Buffer> {
  attempt.syscall = 'send';
  // Receiving does not wait for sending: a message longer than all buffers moves only while its echo is read.
  const sending = sendAll(socket, data, null, attempt).then(() => {
    attempt.syscall = 'recv';
  });
  const answer = receiveExactly(socket, bytes, attempt);
  return await Promise.race([answer, sending.then(() => answer)]);
}

async function exchangeDatagrams(socket: ProbeSocket, data: Buffer, attempt: Attempt): Promise<Buffer> {
  attempt.syscall = 'send';
  await sendAll(socket, data, null, attempt);
  attempt.syscall = 'recv';
  return (await receiveDatagram(socket, bytesMaxDefault, false, attempt)).data;
}

let names = 0;

// The answer needs an address to come to: a file beside the server's, because abstract names do not reach over to
// another container's network namespace. For an abstract server the kernel chooses one.
async function takeName(
  socket: ProbeSocket,
  serverPath: string,
  attempt: Attempt,
): Promise<SocketFile | undefined> {
  if (serverPath.startsWith('\0')) {
    await bind(socket, { path: '' }, attempt);
    return undefined;
  }
  names += 1;
  const name = `probe-${hostname().slice(0, 12)}-${process.pid}-${names}.sock`;
  const path = join(dirname(serverPath), name);
  removeLeftover(path);
  await bind(socket, { path }, attempt);
  return new SocketFile(path);
}

/** In a container process ids repeat: a killed probe may have left this very name. */
function removeLeftover(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Not there, as nearly always; and if it cannot be removed, bind says why.
  }
}
