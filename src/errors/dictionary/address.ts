// Addresses and permissions: which address a socket may have, send from or send to.

import { type ErrorEntry, kernelError } from './entry.ts';

export const addressErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'EADDRINUSE',
    theme: 'address',
    kind: 'inUse',
    short: 'another socket has the address',
    meaning: 'Another socket of this machine has this address and port, or this path, already.',
    comes: [
      'bind or listen: at once',
      'bind to port 0: when all ports of the range are taken',
      'connect: from a fixed source port to a peer to which there is a connection already',
    ],
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
      syscalls: ['listen', 'bind', 'connect'],
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
  }),
  kernelError({
    id: 'EADDRNOTAVAIL',
    theme: 'address',
    kind: 'unavailable',
    short: 'no such address here, or no port free',
    meaning: 'To bind: the address is not one of this machine. To connect: no port is left to send from.',
    comes: [
      'bind or listen: at once, for an address that no interface has',
      'connect: at once, when every port of ip_local_port_range is taken for this destination',
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
  }),
  kernelError({
    id: 'EACCES',
    theme: 'address',
    kind: 'denied',
    short: 'not permitted to this user or by a route',
    meaning:
      'A permission forbids it: a port below the limit for plain users, a Unix socket of another user, a broadcast without leave, or a route that prohibits.',
    comes: [
      'bind or listen: a port below net.ipv4.ip_unprivileged_port_start (1024 on most hosts, 0 in Docker)',
      'connect to a Unix socket: no write permission on the file, or no x on a directory',
      'send to a broadcast address without SO_BROADCAST',
      'connect: a prohibit route here, or ICMPv6 1/1, 1/5, 1/6 from a router',
    ],
    packets: ['nothing', 'SYN -> ICMPv6 1/1 administratively prohibited'],
    causes: [
      'A server of a plain user wants port 80 or 443.',
      "The Unix socket belongs to another user: the client's user is not in its group.",
      'Node only: the directory for a new Unix socket does not exist; libuv turns ENOENT into EACCES.',
      'Broadcast without SO_BROADCAST.',
      'SELinux or AppArmor; on Windows also a port in an excluded range or held by another program exclusively.',
    ],
    checks: [
      {
        do: 'Where do the ports for plain users begin? Choose a higher one, or lower the limit',
        run: 'sysctl net.ipv4.ip_unprivileged_port_start',
      },
      { do: 'Who may use the Unix socket? Every directory needs x, the socket w', run: 'namei -l PATH; id' },
      {
        do: 'Is there a route that prohibits?',
        run: 'ip route show type prohibit; ip -6 route show type prohibit',
      },
      { do: 'Did a security module refuse?', run: 'journalctl -k | grep -iE "denied|apparmor"' },
    ],
    linux: { number: 13, text: 'Permission denied' },
    macos: 13,
    windows: [
      {
        name: 'WSAEACCES',
        number: 10013,
        text: 'An attempt was made to access a socket in a way forbidden by its access permissions.',
      },
      { name: 'ERROR_ACCESS_DENIED', number: 5, text: 'Access is denied.' },
    ],
    node: {
      code: 'EACCES',
      syscalls: ['listen', 'bind', 'connect', 'send'],
      messages: [
        'listen EACCES: permission denied 0.0.0.0:80',
        'connect EACCES /run/server.sock',
        'send EACCES 255.255.255.255:8080',
      ],
      onWindows: { code: 'EACCES', errno: -4092 },
      source: 'run',
    },
    pythonClass: 'PermissionError',
    java: { names: ['java.net.BindException'], messages: ['Permission denied'], source: 'run' },
    similar: {
      EPERM: 'a firewall on this machine drops what is sent, or a capability is missing',
      EADDRINUSE: 'the port is taken, not forbidden',
      ECONNREFUSED: 'the socket may be used, but nobody listens',
      ENOENT: 'the file is not there; Node says EACCES for a missing directory when it listens',
    },
    scenarios: ['unix/refused/not-permitted'],
  }),
  kernelError({
    id: 'EPERM',
    theme: 'address',
    kind: 'denied',
    short: 'a local firewall or a missing capability',
    meaning: 'This machine does not let the program send this packet, or do this with a socket.',
    comes: [
      'send on UDP: a rule in the output chain of this machine drops the packet (for TCP such a rule is silent)',
      'socket: a raw socket without CAP_NET_RAW',
    ],
    packets: ['nothing: the packet never leaves'],
    causes: [
      'A local firewall drops outgoing packets.',
      'The container or user lacks a capability: NET_RAW for ping and raw sockets, NET_ADMIN for the firewall.',
      'A seccomp profile forbids the call.',
    ],
    checks: [
      {
        do: 'Is there a rule that drops what goes out?',
        run: 'nft list ruleset | grep -n -A20 "hook output"',
      },
      { do: 'Which capabilities has the process?', run: 'getpcaps PID   # or: grep Cap /proc/PID/status' },
      { do: 'Give the container what it needs, and no more', run: 'docker run --cap-add NET_RAW IMAGE' },
    ],
    linux: { number: 1, text: 'Operation not permitted' },
    macos: 1,
    windows: [
      {
        name: 'ERROR_PRIVILEGE_NOT_HELD',
        number: 1314,
        text: 'A required privilege is not held by the client.',
      },
    ],
    node: {
      code: 'EPERM',
      syscalls: ['send'],
      messages: ['send EPERM 192.0.2.1:8080'],
      onWindows: { code: 'EPERM', errno: -4048 },
      source: 'run',
    },
    pythonClass: 'PermissionError',
    java: { names: ['java.io.IOException'], messages: ['Operation not permitted'], source: 'run' },
    similar: {
      EACCES: 'a permission of a file, port or route',
      ETIMEDOUT: 'what TCP gets from the same rule: silence',
      EAI_AGAIN: 'what name lookups get from the same rule',
    },
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
  }),
];
