// A socket in another state than the program believes: not connected, on the way, connected already.

import { type ErrorEntry, kernelError, unknownOnWindows } from './entry.ts';

export const stateErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'ENOTCONN',
    theme: 'state',
    kind: 'closed',
    short: 'the socket is not connected',
    meaning: 'The call needs a connected socket, and this one is not connected: not yet, or not any more.',
    comes: [
      'recv, shutdown, getpeername: on a socket that never connected, or whose connection is gone',
      'send on a Unix datagram socket: not connected, or the second after its peer has gone',
    ],
    packets: ['nothing; perhaps a RST shortly before'],
    causes: [
      'The peer broke the connection a moment ago, and the program asks for its address or shuts it down.',
      'connect was not awaited.',
      'recv is called on the listening socket in place of the accepted one.',
    ],
    checks: [
      { do: 'What did connect say, and was a reset read before?', run: 'strace -f -e trace=network -p PID' },
      { do: 'Ask for the address of the peer when the connection begins, not when it ends', run: null },
    ],
    linux: { number: 107, text: 'Transport endpoint is not connected' },
    macos: 57,
    windows: [
      {
        name: 'WSAENOTCONN',
        number: 10057,
        text: 'A request to send or receive data was disallowed because the socket is not connected and (when sending on a datagram socket using a sendto call) no address was supplied.',
      },
    ],
    node: {
      code: 'ENOTCONN',
      syscalls: ['shutdown', 'read'],
      messages: ['shutdown ENOTCONN'],
      onWindows: { code: 'ENOTCONN', errno: -4053 },
      source: 'read',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.SocketException'], messages: ['Socket is not connected'], source: 'run' },
    similar: {
      EPIPE: 'what a write on such a TCP socket says',
      ECONNRESET: 'how the connection ended, told once',
      EDESTADDRREQ: 'UDP: no address was given',
    },
    scenarios: ['local/misuse/unconnected', 'unix/datagram/peer-gone', 'unix/datagram/unconnected'],
  }),
  kernelError({
    id: 'EISCONN',
    theme: 'state',
    kind: 'failed',
    short: 'connected already',
    meaning: 'connect was called on a TCP socket that is connected already.',
    comes: ['connect: the second one on a socket, after the first has succeeded'],
    packets: ['nothing new'],
    causes: [
      'A socket is used again for another connection.',
      'A loop calls connect to learn whether a non-blocking connect has succeeded: then this means yes.',
    ],
    checks: [
      { do: 'Make a new socket for every connection; after a non-blocking connect ask SO_ERROR', run: null },
    ],
    linux: { number: 106, text: 'Transport endpoint is already connected' },
    macos: 56,
    windows: [
      {
        name: 'WSAEISCONN',
        number: 10056,
        text: 'A connect request was made on an already connected socket.',
      },
    ],
    node: {
      code: 'EISCONN',
      syscalls: ['connect'],
      messages: ['connect EISCONN 127.0.0.1:8080'],
      onWindows: { code: 'EISCONN', errno: -4069 },
      source: 'read',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.SocketException'], messages: ['already connected'], source: 'run' },
    similar: { EALREADY: 'the first connect has not ended yet' },
    scenarios: ['local/misuse/connected-already'],
  }),
  kernelError({
    id: 'EINPROGRESS',
    theme: 'state',
    kind: 'failed',
    short: 'the connect has begun and goes on',
    meaning:
      'A connect on a non-blocking socket has begun and goes on by itself. No error: wait until the socket is writable, then ask SO_ERROR.',
    comes: [
      'connect on a non-blocking socket: at once, always',
      'connect with SO_SNDTIMEO: when the time is over, with nothing but silence until then',
    ],
    packets: ['SYN on its way'],
    causes: [
      'Normal. Only seen where a program makes a socket non-blocking (setblocking(False)) and does not expect it.',
      'A program in C has set SO_SNDTIMEO: this is how Linux tells of its own deadline while it connects.',
    ],
    checks: [
      {
        do: 'Wait for writability, then ask SO_ERROR; or use connect_ex, asyncio, or a time-out in place of non-blocking',
        run: null,
      },
    ],
    linux: { number: 115, text: 'Operation now in progress' },
    macos: 36,
    windows: [
      { name: 'WSAEINPROGRESS', number: 10036, text: 'A blocking operation is currently executing.' },
    ],
    node: {
      code: 'Unknown system error -115',
      syscalls: ['connect'],
      messages: ['connect Unknown system error -115'],
      onWindows: unknownOnWindows,
      source: 'read',
    },
    pythonClass: 'BlockingIOError',
    similar: {
      EALREADY: 'connect was called again before the first one ended',
      EAGAIN: 'what Windows (10035) and a full Unix socket say to a connect that cannot be done at once',
    },
  }),
  kernelError({
    id: 'EALREADY',
    theme: 'state',
    kind: 'failed',
    short: 'a connect is going on already',
    meaning: 'connect was called again while the first one is still going on.',
    comes: [
      'connect on a non-blocking socket: the second call, before the first has ended',
      'the same, when an ICMP error has come and the socket is writable: SO_ERROR has that error',
    ],
    packets: ['SYN on its way, perhaps sent again', 'SYN -> ICMP unreachable'],
    causes: [
      'A loop calls connect again in place of waiting for writability.',
      "Perl's IO::Socket with a Timeout connects a second time to learn how the first has ended, and learns this.",
    ],
    checks: [{ do: 'Wait for writability, then ask SO_ERROR', run: null }],
    linux: { number: 114, text: 'Operation already in progress' },
    macos: 37,
    windows: [
      {
        name: 'WSAEALREADY',
        number: 10037,
        text: 'An operation was attempted on a non-blocking socket that already had an operation in progress.',
      },
    ],
    node: {
      code: 'EALREADY',
      syscalls: ['connect'],
      messages: ['connect EALREADY 192.0.2.1:80'],
      onWindows: { code: 'EALREADY', errno: -4084 },
      source: 'read',
    },
    pythonClass: 'BlockingIOError',
    similar: { EINPROGRESS: 'what the first connect says', EISCONN: 'the first one has succeeded' },
  }),
];
