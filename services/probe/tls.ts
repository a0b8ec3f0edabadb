// A TLS client of Node's own, for one exchange: connect, handshake, send, receive, close. Unlike the probe's sockets it
// is no single system call: what it says is what a program in Node is told.
//
//   hello -> tls.connect -> handshake -> write -> TLS record ... TLS record -> 'data' -> HELLO

import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import type { ProbeCommand } from '../../src/protocol/probe.ts';
import { formatAddress } from '../../src/socketserver/address.ts';
import { type Attempt, toMicroseconds } from './attempt.ts';
import { closedBefore, type Result, step } from './result.ts';

type TlsCommand = Extract<ProbeCommand, { readonly op: 'tls' }>;

export async function askOverTls(command: TlsCommand, attempt: Attempt): Promise<Result> {
  // Only here: it takes longer to load than all the rest.
  const { connect } = await import('node:tls');
  const socket = connect({ ...command.to, ...command.options });
  // An error of one that nobody waits for any more is nobody's.
  socket.on('error', () => {});
  socket.once('connect', () => {
    attempt.syscall = 'read';
  });
  try {
    await attempt.race(once(socket, 'secureConnect'));
    if (command.data === undefined) return step('connected', endsOf(socket));
    return await exchange(socket, Buffer.from(command.data, 'base64'), command.bytes, attempt);
  } finally {
    socket.destroy();
  }
}

async function exchange(
  socket: TLSSocket,
  data: Buffer,
  bytes = data.length,
  attempt: Attempt,
): Promise<Result> {
  const askedAt = performance.now();
  const answer = receive(socket, bytes, attempt);
  socket.write(data);
  if (!(await attempt.race(answer))) return closedBefore(attempt, 'read');
  const roundTripMs = toMicroseconds(performance.now() - askedAt);
  const reply = Buffer.concat(attempt.received).subarray(0, bytes).toString();
  return { kind: 'reply', reply, roundTripMs };
}

/** False when the peer ended before so many bytes had come. Rejects with what broke the connection. */
function receive(socket: TLSSocket, bytes: number, attempt: Attempt): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  let count = 0;
  socket.on('data', (piece: Buffer) => {
    attempt.received.push(piece);
    count += piece.length;
    if (count >= bytes) resolve(true);
  });
  socket.on('end', () => resolve(false));
  socket.on('error', reject);
  // The deadline may come first, and nobody waits any more.
  promise.catch(() => {});
  return promise;
}

function endsOf({ localAddress, localPort, remoteAddress, remotePort }: TLSSocket) {
  return {
    local: formatAddress({ host: localAddress ?? '', port: localPort ?? 0 }),
    peer: formatAddress({ host: remoteAddress ?? '', port: remotePort ?? 0 }),
  };
}
