// Reading on after the last answer. A kernel that is told to close while unread bytes arrive sends a reset, and a reset
// makes the client's kernel throw away the answer that it has not read yet (RFC 9112, 9.6).

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const lingerMs = 2000;
const lingerBytesMax = 4 * 1024 * 1024;

/** Reads what is left of a request's body, within limits, and throws it away. */
export function lingerOver(message: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = limited(resolve);
    message.removeAllListeners('readable');
    message.on('data', done.count).once('end', done).once('close', done).on('error', done);
    message.resume();
  });
}

/** After `end` on `socket`: reads until the client closes too, within limits, and destroys the socket. */
export function lingerOn(socket: Socket): void {
  const done = limited(() => socket.destroy());
  // Without the parser, which would complain about what follows.
  socket.removeAllListeners('data');
  socket.on('data', done.count).once('end', done);
  socket.resume();
}

interface Limited {
  (): void;
  count(chunk: Buffer): void;
}

/** Calls `end` once: when called, after `lingerMs`, or when too much was counted. */
function limited(end: () => void): Limited {
  let bytes = 0;
  const timer = setTimeout(end, lingerMs).unref();
  const done = (): void => {
    clearTimeout(timer);
    end();
  };
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > lingerBytesMax) done();
  };
  return Object.assign(done, { count });
}
