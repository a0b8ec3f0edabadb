// Connections that are over, and how a program learns it that still uses them.

import { type ErrorEntry, kernelError, unknownOnWindows } from './entry.ts';

export const overErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'ECONNABORTED',
    theme: 'connection',
    kind: 'aborted',
    short: 'this machine gave up the connection',
    meaning:
      'An established connection was given up by this machine, not by the peer. Windows says it often; Linux only where somebody destroys the socket.',
    comes: [
      'read or write: on the side whose machine gave up; the peer sees ECONNRESET',
      'Windows: a write into a connection that the other side has ended',
    ],
    packets: ['RST from this machine to the peer, while the connection was in use or idle'],
    causes: [
      'Windows, WinError 10053: the server\'s handler class has no method "handle" (or it fails at once), so the server ends each connection while the client goes on writing. The server\'s code is wrong.',
      'Windows: the peer has closed, or packets were not acknowledged in time, and the program writes on.',
      'Security software, a VPN client or a proxy on this host cut the connection.',
      'Linux: somebody destroyed the socket with ss -K.',
      'axios gives this name to its own time-out and to "Request aborted": no packet is involved.',
    ],
    checks: [
      {
        do: 'Give the handler class a method handle, and let it return only when the conversation is over',
        run: null,
      },
      {
        do: "Read the server's own log for an exception in the handler",
        run: 'docker compose logs --tail 50 SERVER',
      },
      { do: 'Write nothing after the peer has ended: a read of nothing is the end', run: null },
      {
        do: 'See who sends the RST',
        run: "tcpdump -ni any 'tcp port PORT and tcp[tcpflags] & tcp-rst != 0'",
      },
      { do: 'Try without the VPN or the security software', run: null },
    ],
    alsoSaid: ['Connection aborted'],
    linux: { number: 103, text: 'Software caused connection abort' },
    macos: 53,
    windows: [
      {
        name: 'WSAECONNABORTED',
        number: 10053,
        text: 'An established connection was aborted by the software in your host machine.',
      },
      {
        name: 'ERROR_CONNECTION_ABORTED',
        number: 1236,
        text: 'The network connection was aborted by the local system.',
      },
    ],
    node: {
      code: 'ECONNABORTED',
      syscalls: ['read', 'write'],
      messages: ['read ECONNABORTED'],
      onWindows: { code: 'ECONNABORTED', errno: -4079 },
      source: 'run',
    },
    pythonClass: 'ConnectionAbortedError',
    java: {
      names: ['java.net.SocketException'],
      messages: ['Software caused connection abort'],
      source: 'run',
    },
    similar: {
      ECONNRESET:
        'the peer broke the connection; on Linux the same handler without "handle" shows as this or as EPIPE',
      EPIPE: 'what Linux says where Windows says 10053: the program wrote after the peer had ended',
      aborted: "Node's word for an HTTP answer that was cut short",
    },
    scenarios: ['tcp/reset/destroyed-socket', 'tcp/reset/aborted', 'tcp/reset/handler-without-handle'],
  }),
  kernelError({
    id: 'EPIPE',
    theme: 'connection',
    kind: 'closed',
    short: 'written into a connection that is over',
    meaning:
      'The program wrote into a connection that is over for writing: the peer has closed or reset it before, or the program itself has shut it down.',
    comes: [
      'write: the second after the peer closed (the first one is taken, and draws a RST), or any after a reset',
      'write on a Unix socket: the first after the peer closed',
      'write on a TCP socket that was never connected, or after shutdown(SHUT_WR)',
    ],
    packets: ['FIN from the server, data -> RST from the server; the next write fails without a packet'],
    causes: [
      'The peer ended the connection, and the program went on writing without reading.',
      'The server answered early, with an error, and closed while the client was still sending.',
      'The server has a limit or a time-out for requests and closed because of it.',
      'A command reads no more of a pipe: program | head.',
    ],
    checks: [
      {
        do: 'Read before writing on: an end, or an answer with the reason, is probably waiting there',
        run: null,
      },
      {
        do: 'See who ended first',
        run: "tcpdump -ni any 'tcp port PORT and tcp[tcpflags] & (tcp-fin|tcp-rst) != 0'",
      },
      { do: "Look at the server's limits: size of a request, time-outs, requests per connection", run: null },
      {
        do: 'Sockets in CLOSE-WAIT: the peer has ended, the program has not noticed',
        run: 'ss -tnp state close-wait',
      },
    ],
    linux: { number: 32, text: 'Broken pipe' },
    macos: 32,
    windows: [
      { name: 'ERROR_NO_DATA', number: 232, text: 'The pipe is being closed.' },
      { name: 'ERROR_BROKEN_PIPE', number: 109, text: 'The pipe has been ended.' },
      { name: 'ERROR_PIPE_NOT_CONNECTED', number: 233, text: 'No process is on the other end of the pipe.' },
    ],
    node: {
      code: 'EPIPE',
      syscalls: ['write'],
      messages: ['write EPIPE'],
      onWindows: { code: 'EPIPE', errno: -4047 },
      source: 'run',
    },
    pythonClass: 'BrokenPipeError',
    java: { names: ['java.net.SocketException'], messages: ['Broken pipe'], source: 'run' },
    similar: {
      ECONNRESET: 'the reset itself, told once; EPIPE is what comes for every write after it',
      ECONNABORTED: 'what Windows says (10053) where Linux says EPIPE',
      ENOTCONN: 'there never was a connection, or not any more, and the program asked for more than a write',
      ERR_STREAM_DESTROYED: 'Node: this program has destroyed the socket itself',
    },
    scenarios: [
      'tcp/end/second-write-epipe',
      'tcp/reset/by-client',
      'tcp/reset/handler-without-handle',
      'unix/established/peer-closed',
      'unix/established/peer-shutdown-read',
    ],
  }),
  kernelError({
    id: 'ESHUTDOWN',
    theme: 'connection',
    kind: 'failed',
    short: 'sent after the own shutdown',
    meaning:
      'The program sent on a socket whose sending side it has shut down itself. For TCP and Unix sockets Linux says EPIPE instead.',
    comes: ['send: after shutdown(SD_SEND) on Windows'],
    packets: ['FIN from this machine before; the failed send itself makes no packet'],
    causes: ['One part of the program has ended the connection while another one still writes.'],
    checks: [
      {
        do: 'Look for the end() or shutdown() that comes before, and end only when all is written',
        run: 'strace -f -e trace=shutdown,sendto,write -p PID',
      },
    ],
    linux: { number: 108, text: 'Cannot send after transport endpoint shutdown' },
    macos: 58,
    windows: [
      {
        name: 'WSAESHUTDOWN',
        number: 10058,
        text: 'A request to send or receive data was disallowed because the socket had already been shut down in that direction with a previous shutdown call.',
      },
    ],
    node: {
      code: 'ESHUTDOWN',
      syscalls: ['write'],
      messages: ['write ESHUTDOWN'],
      onWindows: { code: 'EPIPE', errno: -4047 },
      source: 'read',
    },
    pythonClass: 'BrokenPipeError',
    similar: { EPIPE: 'what Linux says for the same, and Node on Windows too' },
  }),
  kernelError({
    id: 'ENETRESET',
    theme: 'connection',
    kind: 'failed',
    short: 'keep-alive found the connection dead',
    meaning:
      'The connection was given up because keep-alive probes found it dead while a call was waiting. A word of Windows: Linux gives ETIMEDOUT there.',
    comes: ['read or write: on Windows, while the keep-alive probes fail'],
    packets: ['keep-alive probes without an answer'],
    causes: ['The peer crashed, was unplugged, or a firewall or NAT has forgotten the connection.'],
    checks: [
      { do: 'Is the peer alive, and the way to it?', run: 'ping -c 3 HOST; ss -tno dst HOST' },
      { do: 'Connect again; shorten idle times or send keep-alives more often than NAT forgets', run: null },
    ],
    linux: { number: 102, text: 'Network dropped connection on reset' },
    macos: 52,
    windows: [
      {
        name: 'WSAENETRESET',
        number: 10052,
        text: 'The connection has been broken due to keep-alive activity detecting a failure while the operation was in progress.',
      },
    ],
    node: {
      code: 'Unknown system error -102',
      syscalls: ['read'],
      messages: ['read Unknown system error -102'],
      onWindows: unknownOnWindows,
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: {
      ETIMEDOUT: 'what Linux says when keep-alive gives up',
      ECONNRESET: 'the peer sent a reset itself',
    },
  }),
];
