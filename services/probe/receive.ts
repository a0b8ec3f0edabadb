// Receiving: what is there, so many bytes, everything until the end, or one datagram; or only looking at it.
//
//   kernel -> recv -> EAGAIN -> wait -> recv -> ... -> enough | end | error, with what had come
//
// Nothing is taken from the kernel that was not asked for.

import { constants } from 'node:os';
import type { ProbeCommand } from '../../src/protocol/probe.ts';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';
import type { Attempt } from './attempt.ts';
import type { ProbeSocket } from './probe-socket.ts';
import { closedBefore, type Result, received, receivedDatagram } from './result.ts';
import * as kernel from './syscalls.ts';

const { EAGAIN } = constants.errno;

/** What a receive takes at most when it does not say: a little more than any UDP datagram. */
export const bytesMaxDefault = 65_536;
const bytesPerCall = 262_144;
/** So many calls in a row, then other sockets and deadlines have their turn. */
const callsPerTurn = 32;

/** Nothing follows what is there. */
const over = kernel.POLLRDHUP | kernel.POLLHUP | kernel.POLLERR;

type ReceiveCommand = Extract<ProbeCommand, { readonly op: 'receive' }>;

export async function receive(
  socket: ProbeSocket,
  command: ReceiveCommand,
  attempt: Attempt,
): Promise<Result> {
  const { bytes, bytesMax = bytesMaxDefault, untilEnd = false, peek: isPeek = false } = command;
  socket.open(attempt);
  if (!socket.isStream) return receivedDatagram(await receiveDatagram(socket, bytesMax, isPeek, attempt));
  if (bytes === 0) return received(Buffer.alloc(0));
  if (isPeek) {
    const data = await peek(socket, { bytes, bytesMax }, attempt);
    return data.length >= (bytes ?? 1) ? received(data) : closedBefore(attempt);
  }
  if (untilEnd) {
    return received(await receiveExactly(socket, Number.POSITIVE_INFINITY, attempt), { ended: true });
  }
  if (bytes !== undefined) {
    const data = await receiveExactly(socket, bytes, attempt);
    return data.length === bytes ? received(data) : closedBefore(attempt);
  }
  const data = await receiveSome(socket, bytesMax, attempt);
  return data.length > 0 ? received(data) : closedBefore(attempt);
}

/** Up to `bytesMax` bytes, as soon as there are any; none at the end of the stream. */
async function receiveSome(socket: ProbeSocket, bytesMax: number, attempt: Attempt): Promise<Buffer> {
  for (;;) {
    const got = socket.receive(bytesMax, false);
    if (typeof got !== 'number') return got;
    await again(got, socket, attempt);
  }
}

/** Exactly `bytes`; fewer only when the stream ended before. What comes is in `attempt.received` meanwhile. */
export async function receiveExactly(socket: ProbeSocket, bytes: number, attempt: Attempt): Promise<Buffer> {
  let missing = bytes;
  for (let calls = 1; missing > 0; calls += 1) {
    const got = await receiveSome(socket, Math.min(missing, bytesPerCall), attempt);
    if (got.length === 0) break;
    attempt.received.push(got);
    missing -= got.length;
    if (calls % callsPerTurn === 0) await attempt.wait(setImmediate);
  }
  return Buffer.concat(attempt.received);
}

/**
 * At least one byte and at most `bytesMax`, or exactly `bytes`, left where they are; fewer only at the end. An
 * error that stands behind the data is told, and left there too.
 */
async function peek(
  socket: ProbeSocket,
  { bytes, bytesMax }: { readonly bytes?: number | undefined; readonly bytesMax: number },
  attempt: Attempt,
): Promise<Buffer> {
  for (;;) {
    // Before looking: data that comes between the two calls must not be missed at the end.
    const state = kernel.stateOf(socket.fd);
    const got = socket.receive(bytes ?? bytesMax, true);
    if (typeof got === 'number') await again(got, socket, attempt);
    else {
      if (got.length >= (bytes ?? 1) || got.length === 0) return got;
      attempt.received = [got];
      if ((state & over) !== 0) {
        const error = socket.lookAtError();
        if (error === 0) return got;
        throw kernelError(error, 'recv');
      }
      await socket.ready('input', attempt);
    }
  }
}

export async function receiveDatagram(
  socket: ProbeSocket,
  bytesMax: number,
  isPeek: boolean,
  attempt: Attempt,
): Promise<kernel.Datagram> {
  for (;;) {
    const got = kernel.receiveDatagram(socket.fd, bytesMax, isPeek);
    if (typeof got !== 'number') return got;
    await again(got, socket, attempt);
  }
}

async function again(result: number, socket: ProbeSocket, attempt: Attempt): Promise<void> {
  if (result !== -EAGAIN) throw kernelError(-result, 'recv');
  await socket.ready('input', attempt);
}
