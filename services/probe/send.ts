// Sending: all of a message on a stream, one datagram otherwise.
//
//   message -> send -> EAGAIN -> wait for room -> send the rest -> ... -> the kernel has it all

import { constants } from 'node:os';
import { kernelError } from '../../src/socketserver/unix-datagram-syscalls.ts';
import type { Attempt } from './attempt.ts';
import type { ProbeSocket } from './probe-socket.ts';

const { EAGAIN } = constants.errno;

/** So many calls in a row, then other sockets and deadlines have their turn. */
const callsPerTurn = 32;

/** `attempt.sent` tells how far it came, also when it throws. */
export async function sendAll(
  socket: ProbeSocket,
  data: Uint8Array,
  to: Buffer | null,
  attempt: Attempt,
): Promise<void> {
  let done = 0;
  attempt.sent = 0;
  for (let calls = 1; ; calls += 1) {
    const sent = socket.send(data.subarray(done), to);
    if (sent >= 0) done += sent;
    else if (sent !== -EAGAIN || !waitsForRoom(socket))
      throw kernelError(-sent, to === null ? 'send' : 'sendto');
    attempt.sent = done;
    if (sent >= 0 && done === data.length) return;
    if (sent < 0) await socket.ready('output', attempt);
    else if (calls % callsPerTurn === 0) await attempt.wait(setImmediate);
  }
}

// A Unix datagram socket counts as writable whether or not the receiver's queue is full, so there is no event to wait
// for: EAGAIN is the answer.
function waitsForRoom(socket: ProbeSocket): boolean {
  return socket.transport !== 'unix-datagram';
}
