// Addresses: which one a socket may have, send from or send to.

import { type ErrorEntry, kernelError } from './entry.ts';

export const addressErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'EADDRINUSE',
    theme: 'address',
    kind: 'inUse',
    short: 'another socket has the address',
    meaning: 'Another socket of this machine has this address and port, or this path, already.',
    comes: ['bind or listen: at once', 'bind to port 0: when all ports of the range are taken'],
    packets: ['nothing'],
    causes: [
      'An earlier run of the program still runs, or another program has the port.',
      'Connections of an earlier run are in TIME-WAIT, and the server binds without SO_REUSEADDR.',
      'The server listens twice: in two processes, or once for [::], which takes IPv4 too, and once for 0.0.0.0.',
      'Unix socket: the file exists, perhaps left by a server that was killed.',
      'A published Docker port belongs to another container.',
    ],
    checks: [
      { do: 'Who has it?', run: "ss -ltnp 'sport = :PORT'   # UDP: -lunp, Unix: -lxp" },
      {
        do: 'End that process, or choose another port; in tests listen on port 0 and ask which one it is',
        run: null,
      },
      {
        do: 'Set SO_REUSEADDR before bind (allow_reuse_address in socketserver; Node does it by itself)',
        run: null,
      },
      { do: 'Unix socket: remove the file if nobody answers on it', run: 'ss -lxp | grep PATH || rm PATH' },
      { do: 'Which container publishes the port?', run: 'docker ps --filter publish=PORT' },
    ],
    linux: { number: 98, text: 'Address already in use' },
    macos: 48,
    windows: [
      {
        name: 'WSAEADDRINUSE',
        number: 10048,
        text: 'Only one usage of each socket address (protocol/network address/port) is normally permitted.',
      },
      {
        name: 'ERROR_ADDRESS_ALREADY_ASSOCIATED',
        number: 1227,
        text: 'The network transport endpoint already has an address associated with it.',
      },
    ],
    node: {
      code: 'EADDRINUSE',
      syscalls: ['listen', 'bind'],
      messages: [
        'listen EADDRINUSE: address already in use 127.0.0.1:8080',
        'bind EADDRINUSE 127.0.0.1:8080',
      ],
      onWindows: { code: 'EADDRINUSE', errno: -4091 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.BindException'], messages: ['Address already in use'], source: 'run' },
    similar: {
      EADDRNOTAVAIL: 'the address is not one of this machine, or no port is free to connect from',
      EACCES: 'the address is free, but this user may not have it',
    },
    scenarios: [
      'local/ports/in-use',
      'local/ports/listen-in-use',
      'local/ports/bind-used-up',
      'unix/bind/in-use',
    ],
  }),
  kernelError({
    id: 'EADDRNOTAVAIL',
    theme: 'address',
    kind: 'unavailable',
    short: 'no such address here, or no port free',
    meaning: 'To bind: the address is not one of this machine. To connect: no port is left to send from.',
    comes: [
      'bind or listen: at once, for an address that no interface has',
      'connect: at once, when every port of ip_local_port_range is taken for this destination, or the port that was bound has a connection to it already',
    ],
    packets: ['nothing'],
    causes: [
      "The server is told to listen on the host's public address, or on a name that means another machine; in a container only its own addresses exist.",
      'The address comes later: the interface, VPN or DHCP is not up yet.',
      'Many short connections to one destination: all source ports are in TIME-WAIT.',
      'An IPv6 address on a machine without IPv6.',
    ],
    checks: [
      { do: 'Which addresses are there? Listen on one of them, or on 0.0.0.0', run: 'ip -br addr' },
      {
        do: 'How many ports are taken to that destination, and of how many?',
        run: 'ss -tan dst HOST | wc -l; sysctl net.ipv4.ip_local_port_range',
      },
      { do: 'Keep connections open and use them again (keep-alive, a pool)', run: null },
    ],
    linux: { number: 99, text: 'Cannot assign requested address' },
    macos: 49,
    windows: [
      { name: 'WSAEADDRNOTAVAIL', number: 10049, text: 'The requested address is not valid in its context.' },
    ],
    node: {
      code: 'EADDRNOTAVAIL',
      syscalls: ['listen', 'bind', 'connect'],
      messages: [
        'listen EADDRNOTAVAIL: address not available 192.0.2.1:8080',
        'connect EADDRNOTAVAIL 192.0.2.1:8080',
      ],
      onWindows: { code: 'EADDRNOTAVAIL', errno: -4090 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.BindException'], messages: ['Cannot assign requested address'], source: 'run' },
    similar: {
      EADDRINUSE: 'the address exists and somebody has it',
      ENETUNREACH: 'the address to send to is the one without a way',
      EMFILE: 'descriptors, not ports, are used up',
    },
    scenarios: [
      'local/ports/ephemeral-used-up',
      'local/ports/same-four-tuple',
      'local/address/not-available',
      'local/address/no-ipv6',
    ],
  }),
  kernelError({
    id: 'EDESTADDRREQ',
    theme: 'address',
    kind: 'failed',
    short: 'a datagram without a destination',
    meaning: 'A datagram was sent on a socket that is not connected, and no address was given with it.',
    comes: ['send: at once'],
    packets: ['nothing'],
    causes: ['send in place of sendto, or connect forgotten.'],
    checks: [
      {
        do: 'Give the address with every datagram (sendto), or connect the socket first',
        run: 'strace -e trace=connect,sendto -p PID',
      },
    ],
    linux: { number: 89, text: 'Destination address required' },
    macos: 39,
    windows: [
      {
        name: 'WSAEDESTADDRREQ',
        number: 10039,
        text: 'A required address was omitted from an operation on a socket.',
      },
    ],
    pythonClass: 'OSError',
    similar: { ENOTCONN: 'what Unix datagram sockets say for the same' },
    scenarios: ['local/udp/no-destination'],
  }),
];
