// Calls that make no sense: the descriptor is closed or no socket, an argument cannot be.

import { type ErrorEntry, kernelError } from './entry.ts';

export const argumentErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'EINVAL',
    theme: 'state',
    kind: 'failed',
    short: 'an argument or a state makes no sense',
    meaning: 'An argument cannot be, or the socket is in a state in which the call makes no sense.',
    comes: [
      'accept: on a socket that does not listen',
      'connect: a link-local IPv6 address without its scope (fe80::1%eth0), or a blackhole route',
      'send: a UDP datagram to port 0, or to an IPv6 address from an IPv4 socket (Node)',
      'listen or connect: a Unix path above 107 bytes (Node)',
    ],
    packets: ['nothing'],
    causes: [
      'A listener without listen.',
      'An address of the other family, or without its scope.',
      'A local route of type blackhole.',
      'A Unix path that is too long.',
    ],
    checks: [
      { do: 'Which call fails, with which arguments?', run: 'strace -f -e trace=network -p PID' },
      { do: 'Is there a blackhole route?', run: 'ip route show type blackhole' },
      { do: 'How long is the path? 107 bytes at most', run: 'printf %s PATH | wc -c' },
    ],
    linux: { number: 22, text: 'Invalid argument' },
    macos: 22,
    windows: [
      { name: 'WSAEINVAL', number: 10022, text: 'An invalid argument was supplied.' },
      { name: 'ERROR_INVALID_PARAMETER', number: 87, text: 'The parameter is incorrect.' },
    ],
    node: {
      code: 'EINVAL',
      syscalls: ['connect', 'listen', 'send'],
      messages: ['listen EINVAL: invalid argument /a/path/that/is/too/long', 'send EINVAL ::1:8080'],
      onWindows: { code: 'EINVAL', errno: -4071 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.SocketException'], messages: ['Invalid argument'], source: 'run' },
    similar: {
      ENAMETOOLONG: 'one name in a path is above 255 bytes',
      EAFNOSUPPORT: 'the family does not fit the socket',
      EOPNOTSUPP: 'this type of socket can never do it',
    },
    scenarios: [
      'local/misuse/accept-not-listening',
      'local/udp/port-zero',
      'local/address/link-local',
      'tcp/unreachable/route-blackhole',
      'unix/connect/path-too-long',
    ],
  }),
  kernelError({
    id: 'EBADF',
    theme: 'state',
    kind: 'failed',
    short: 'the descriptor is closed',
    meaning: 'The descriptor is closed, or was never open: the program uses a socket after it has closed it.',
    comes: ['any call: at once'],
    packets: ['nothing'],
    causes: [
      'One part of the program closes the socket while another one still uses it.',
      'The socket is closed twice.',
      'A descriptor handed over by SCM_RIGHTS is not open.',
    ],
    checks: [{ do: 'Who closes it, and what comes after?', run: 'strace -f -e trace=close,network -p PID' }],
    linux: { number: 9, text: 'Bad file descriptor' },
    macos: 9,
    windows: [{ name: 'WSAEBADF', number: 10009, text: 'The file handle supplied is not valid.' }],
    node: {
      code: 'EBADF',
      syscalls: ['setTTL'],
      messages: ['setTTL EBADF'],
      onWindows: { code: 'EBADF', errno: -4083 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: {
      names: ['java.net.SocketException'],
      messages: ['Socket closed', 'Socket is closed'],
      source: 'run',
    },
    alsoSaid: ['use of closed network connection'],
    similar: {
      ENOTSOCK: 'it is open, and no socket',
      ERR_STREAM_DESTROYED: 'what Node says in place of this',
    },
  }),
  kernelError({
    id: 'ENOTSOCK',
    theme: 'state',
    kind: 'failed',
    short: 'the descriptor is no socket',
    meaning: 'The descriptor is a file, a pipe or a terminal, not a socket.',
    comes: ['any socket call: at once'],
    packets: ['nothing'],
    causes: [
      'A descriptor was handed down that is none: systemd socket activation or inetd expected, and the program was started by hand.',
      'A descriptor was closed, and its number given to a file.',
    ],
    checks: [{ do: 'What is the descriptor?', run: 'ls -l /proc/PID/fd/N' }],
    linux: { number: 88, text: 'Socket operation on non-socket' },
    macos: 38,
    windows: [
      {
        name: 'WSAENOTSOCK',
        number: 10038,
        text: 'An operation was attempted on something that is not a socket.',
      },
    ],
    node: {
      code: 'ENOTSOCK',
      syscalls: ['read'],
      messages: ['read ENOTSOCK'],
      onWindows: { code: 'ENOTSOCK', errno: -4050 },
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: { EBADF: 'the descriptor is closed' },
  }),
  kernelError({
    id: 'EINTR',
    theme: 'state',
    kind: 'failed',
    short: 'a signal interrupted the call',
    meaning:
      'A signal came while the call was waiting. Python, Go, Java and Node repeat the call themselves, so that only C programs see it.',
    comes: ['any call that waits: accept, connect, recv, poll'],
    packets: ['nothing'],
    causes: [
      'A signal handler without SA_RESTART: a timer, SIGCHLD, a debugger.',
      'Windows: another thread closed the socket or cancelled the call.',
    ],
    checks: [
      {
        do: 'Repeat the call; after an interrupted connect wait for writability instead',
        run: 'strace -f -e trace=network -e signal=all -p PID',
      },
    ],
    linux: { number: 4, text: 'Interrupted system call' },
    macos: 4,
    windows: [
      {
        name: 'WSAEINTR',
        number: 10004,
        text: 'A blocking operation was interrupted by a call to WSACancelBlockingCall.',
      },
    ],
    node: {
      code: 'EINTR',
      syscalls: ['read'],
      messages: ['read EINTR'],
      onWindows: { code: 'ECANCELED', errno: -4081 },
      source: 'read',
    },
    pythonClass: 'InterruptedError',
    similar: { EAGAIN: 'the call would have to wait, and nothing interrupted it' },
  }),
];
