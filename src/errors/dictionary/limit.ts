// Limits of the process and of the machine: descriptors and memory.

import { type ErrorEntry, kernelError, unknownOnWindows } from './entry.ts';

export const limitErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'EMFILE',
    theme: 'limit',
    kind: 'exhausted',
    short: 'the process is out of descriptors',
    meaning: 'The process has as many open files and sockets as it may have (ulimit -n).',
    comes: [
      'socket, connect, accept, open: at once',
      'in a Node server nothing is told: libuv accepts the connection and closes it, so that the client gets a reset or an end',
    ],
    packets: ['client side: nothing', 'server side (Node): handshake, then RST or FIN'],
    causes: [
      'Sockets are not closed: a leak, or connections in CLOSE-WAIT.',
      'More connections at once than the limit allows; 1024 is a common one.',
      'No time-out for idle connections.',
    ],
    checks: [
      {
        do: 'The limit, and how many are open',
        run: 'grep "open files" /proc/PID/limits; ls /proc/PID/fd | wc -l',
      },
      {
        do: 'Of which kind are they?',
        run: 'ls -l /proc/PID/fd | awk \'{print $NF}\' | sed "s/[0-9]//g" | sort | uniq -c',
      },
      { do: 'Connections the program has forgotten to close', run: 'ss -tnp state close-wait' },
      {
        do: 'Raise the limit when all are needed',
        run: 'docker run --ulimit nofile=65536:65536 IMAGE   # systemd: LimitNOFILE=',
      },
    ],
    linux: { number: 24, text: 'Too many open files' },
    macos: 24,
    windows: [
      { name: 'WSAEMFILE', number: 10024, text: 'Too many open sockets.' },
      { name: 'ERROR_TOO_MANY_OPEN_FILES', number: 4, text: 'The system cannot open the file.' },
    ],
    node: {
      code: 'EMFILE',
      syscalls: ['connect', 'listen'],
      messages: ['connect EMFILE 127.0.0.1:8080 - Local (undefined:undefined)'],
      onWindows: { code: 'EMFILE', errno: -4066 },
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: {
      ENFILE: 'the whole machine is out of them',
      EADDRNOTAVAIL: 'ports, not descriptors, are used up',
    },
  }),
  kernelError({
    id: 'ENFILE',
    theme: 'limit',
    kind: 'exhausted',
    short: 'the machine is out of descriptors',
    meaning: 'The whole machine has as many open files as its kernel allows (fs.file-max).',
    comes: ['socket, accept, open: at once, for every process'],
    packets: ['nothing'],
    causes: ['One or more processes leak descriptors and have no limit of their own.'],
    checks: [
      { do: 'Open, free and most', run: 'cat /proc/sys/fs/file-nr' },
      {
        do: 'Who has the most?',
        run: 'for p in /proc/[0-9]*; do echo $(ls $p/fd 2>/dev/null | wc -l) $p; done | sort -n | tail',
      },
    ],
    linux: { number: 23, text: 'Too many open files in system' },
    macos: 23,
    node: {
      code: 'ENFILE',
      syscalls: ['connect'],
      messages: ['connect ENFILE 127.0.0.1:8080'],
      onWindows: null,
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: { EMFILE: 'only this process is at its limit: far more frequent' },
  }),
  kernelError({
    id: 'ENOMEM',
    theme: 'limit',
    kind: 'exhausted',
    short: 'out of memory',
    meaning: 'The kernel got no memory for a socket or a buffer.',
    comes: ['socket, connect, accept, send: at once'],
    packets: ['nothing'],
    causes: [
      'The machine or the memory limit of the container is used up.',
      'Sockets hold more than net.ipv4.tcp_mem allows.',
    ],
    checks: [
      { do: 'Memory of the machine and of the container', run: 'free -h; docker stats --no-stream' },
      { do: 'Memory of the sockets', run: 'cat /proc/net/sockstat' },
    ],
    linux: { number: 12, text: 'Cannot allocate memory' },
    macos: 12,
    windows: [
      {
        name: 'ERROR_NOT_ENOUGH_MEMORY',
        number: 8,
        text: 'Not enough storage is available to process this command.',
      },
    ],
    node: {
      code: 'ENOMEM',
      syscalls: ['connect'],
      messages: ['connect ENOMEM 192.0.2.1:80'],
      onWindows: { code: 'ENOMEM', errno: -4057 },
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: { ENOBUFS: 'a queue, not the memory, is full' },
  }),
  kernelError({
    id: 'ETOOMANYREFS',
    theme: 'limit',
    kind: 'failed',
    short: 'too many descriptors on the way',
    meaning: 'More descriptors are on the way through Unix sockets than the process may have open.',
    comes: ['sendmsg with SCM_RIGHTS: at once'],
    packets: ['none: Unix sockets'],
    causes: ['Descriptors are handed over faster than the receiver takes them.'],
    checks: [{ do: 'Let the receiver read; look at the limit', run: 'grep "open files" /proc/PID/limits' }],
    linux: { number: 109, text: 'Too many references: cannot splice' },
    macos: 59,
    windows: [{ name: 'WSAETOOMANYREFS', number: 10059, text: 'Too many references to some kernel object.' }],
    node: {
      code: 'Unknown system error -109',
      syscalls: ['write'],
      messages: ['write Unknown system error -109'],
      onWindows: unknownOnWindows,
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: { EMFILE: 'the receiver itself has no descriptor left' },
  }),
];
