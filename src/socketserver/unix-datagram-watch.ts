// Tells when a Unix datagram socket has something to receive, from Node's own event loop. Receiving is left to
// UnixDatagramSocket.
//
//   Unix socket --> epoll set in the place of a UDP socket's descriptor --> event loop --> 'error' ENOTSOCK = the bell
//
// Node has no event for a descriptor of a kind that it does not know. So a UDP socket of node:dgram, the bell, gets
// its descriptor replaced by an epoll set with the Unix socket in it. The loop finds the set readable for as long as
// the Unix socket is, asks it for a datagram and gets ENOTSOCK, which node:dgram reports without closing.
//
// Why not more directly: a poll() or epoll_wait() on the side needs a thread of libuv's pool, which is 4 for the whole
// process, and a terminated worker would wait for it for ever. koffi.node.poll (3.3.4) is uv_poll, but calls into a
// JavaScript that has ended: the process aborts when it ends, or a worker does, with a datagram unread. The bell is a
// handle of Node's own, so it ends with its thread, and ref() and unref() are Node's.

import { createSocket, type Socket } from 'node:dgram';
import { closeDescriptor, openUdpDescriptor, replaceWithEpollOf } from './unix-datagram-syscalls.ts';

/** While it is open and ref'ed, the process lives. */
export interface ReadableWatch {
  ref(): unknown;
  unref(): unknown;
  /** Once, and before the watched descriptor is closed. */
  close(): unknown;
}

/** Calls `listener` in each turn of the event loop in which `fd` has something to receive, or an error to report. */
export function watchReadable(fd: number, listener: () => void): ReadableWatch {
  const bellFd = openUdpDescriptor();
  const bell = adopt(bellFd);
  try {
    replaceWithEpollOf(fd, bellFd);
  } catch (error) {
    bell.close();
    throw error;
  }
  bell.on('error', listener);
  return bell;
}

function adopt(udpFd: number): Socket {
  try {
    // Exclusive, because in a cluster worker bind would otherwise ask the primary process for it.
    return createSocket('udp4').bind({ fd: udpFd, exclusive: true });
  } catch (error) {
    closeDescriptor(udpFd);
    throw error;
  }
}
