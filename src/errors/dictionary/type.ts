// A socket of the wrong type: family, protocol, option or call do not fit.

import { type ErrorEntry, kernelError, unknownOnWindows } from './entry.ts';

export const typeErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'EPROTOTYPE',
    theme: 'type',
    kind: 'failed',
    short: 'stream and datagram socket do not fit',
    meaning:
      'A Unix socket of one type was connected to one of another: a stream to a datagram socket, or the other way round.',
    comes: ['connect or sendto on a Unix socket: at once'],
    packets: ['none: Unix sockets'],
    causes: ['The server uses datagrams (syslog, /dev/log) and the client a stream, or the other way round.'],
    checks: [{ do: 'Which type is it? u_str, u_dgr or u_seq', run: 'ss -xap | grep PATH' }],
    linux: { number: 91, text: 'Protocol wrong type for socket' },
    macos: 41,
    windows: [
      {
        name: 'WSAEPROTOTYPE',
        number: 10041,
        text: 'A protocol was specified in the socket function call that does not support the semantics of the socket type requested.',
      },
    ],
    node: {
      code: 'EPROTOTYPE',
      syscalls: ['connect'],
      messages: ['connect EPROTOTYPE /run/server.sock'],
      onWindows: unknownOnWindows,
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: {
      ECONNREFUSED: 'the type is right, and nobody listens',
      EPROTONOSUPPORT: 'the protocol given to socket() does not fit its type',
    },
    scenarios: ['unix/refused/wrong-type', 'unix/datagram/to-stream'],
  }),
  kernelError({
    id: 'ENOPROTOOPT',
    theme: 'type',
    kind: 'unreachable',
    short: 'no such protocol there, or no such option',
    meaning:
      'The host said by ICMP that it does not speak this protocol. Or, in setsockopt: there is no such option.',
    comes: ['connect, send or recv: with ICMP "protocol unreachable"', 'setsockopt, getsockopt: at once'],
    packets: ['SYN -> ICMP 3/2 protocol unreachable'],
    causes: [
      'A firewall rejects with this code.',
      'An option that this kernel or this type of socket does not have.',
    ],
    checks: [
      { do: 'Which call fails?', run: 'strace -f -e trace=setsockopt,connect -p PID' },
      { do: 'Who sends the ICMP?', run: 'tcpdump -ni any icmp' },
    ],
    linux: { number: 92, text: 'Protocol not available' },
    macos: 42,
    windows: [
      {
        name: 'WSAENOPROTOOPT',
        number: 10042,
        text: 'An unknown, invalid, or unsupported option or level was specified in a getsockopt or setsockopt call.',
      },
    ],
    node: {
      code: 'ENOPROTOOPT',
      syscalls: ['connect'],
      messages: ['connect ENOPROTOOPT 192.0.2.1:8080'],
      onWindows: unknownOnWindows,
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.SocketException'], messages: ['Protocol not available'], source: 'run' },
    similar: {
      ECONNREFUSED: 'the protocol is there, the port is closed',
      EOPNOTSUPP: 'this type of socket cannot do the call',
    },
    scenarios: ['tcp/unreachable/prot-unreachable'],
  }),
  kernelError({
    id: 'EPROTONOSUPPORT',
    theme: 'type',
    kind: 'failed',
    short: 'no such protocol for this type',
    meaning: 'The kernel has no such protocol, or it does not fit the type of the socket.',
    comes: ['socket: at once'],
    packets: ['nothing'],
    causes: [
      'The module of the protocol is not loaded or not allowed: SCTP, DCCP.',
      'socket(AF_INET, SOCK_STREAM, IPPROTO_UDP).',
    ],
    checks: [{ do: 'Is the protocol there?', run: 'modprobe sctp; grep -i sctp /proc/net/protocols' }],
    linux: { number: 93, text: 'Protocol not supported' },
    macos: 43,
    windows: [
      {
        name: 'WSAEPROTONOSUPPORT',
        number: 10043,
        text: 'The requested protocol has not been configured into the system, or no implementation for it exists.',
      },
    ],
    node: {
      code: 'EPROTONOSUPPORT',
      syscalls: ['connect'],
      messages: ['connect EPROTONOSUPPORT'],
      onWindows: { code: 'EPROTONOSUPPORT', errno: -4045 },
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: {
      ESOCKTNOSUPPORT: 'the type, not the protocol, is unknown',
      EAFNOSUPPORT: 'the family is unknown',
    },
  }),
  kernelError({
    id: 'ESOCKTNOSUPPORT',
    theme: 'type',
    kind: 'failed',
    short: 'no such type in this family',
    meaning: 'The address family has no sockets of this type.',
    comes: ['socket: at once'],
    packets: ['nothing'],
    causes: ['A type that the family does not have: SOCK_SEQPACKET over IPv4.'],
    checks: [{ do: 'What was asked for?', run: 'strace -f -e trace=socket -p PID' }],
    linux: { number: 94, text: 'Socket type not supported' },
    macos: 44,
    windows: [
      {
        name: 'WSAESOCKTNOSUPPORT',
        number: 10044,
        text: 'The support for the specified socket type does not exist in this address family.',
      },
    ],
    node: {
      code: 'ESOCKTNOSUPPORT',
      syscalls: ['connect'],
      messages: ['connect ESOCKTNOSUPPORT'],
      onWindows: { code: 'ESOCKTNOSUPPORT', errno: -4025 },
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: { EPROTONOSUPPORT: 'the type is known, the protocol is not' },
  }),
  kernelError({
    id: 'EOPNOTSUPP',
    theme: 'type',
    kind: 'failed',
    short: 'this type of socket cannot do that',
    meaning: 'This type of socket cannot do what was asked, ever.',
    comes: [
      'listen or accept: on a datagram socket',
      'send or recv with a flag that the socket does not know',
    ],
    packets: ['nothing'],
    causes: ['UDP needs no listen and no accept: bind, then recvfrom.'],
    checks: [{ do: 'Which call on which socket?', run: 'strace -f -e trace=network -p PID' }],
    aliases: ['ENOTSUP'],
    linux: { number: 95, text: 'Operation not supported' },
    macos: 102,
    windows: [
      {
        name: 'WSAEOPNOTSUPP',
        number: 10045,
        text: 'The attempted operation is not supported for the type of object referenced.',
      },
    ],
    node: {
      code: 'ENOTSUP',
      syscalls: ['listen'],
      messages: ['listen ENOTSUP: operation not supported on socket'],
      onWindows: unknownOnWindows,
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: { EINVAL: 'the socket could, but not in this state', ENOPROTOOPT: 'the option is unknown' },
    scenarios: ['local/misuse/listen-on-udp'],
  }),
  kernelError({
    id: 'EAFNOSUPPORT',
    theme: 'type',
    kind: 'failed',
    short: 'the address family does not fit',
    meaning:
      'The kernel does not have this address family, or an address of another family was given to the socket.',
    comes: [
      'socket: at once where IPv6 is compiled out or forbidden',
      'connect, bind, sendto: an address of another family',
    ],
    packets: ['nothing'],
    causes: [
      'IPv6 is switched off in the kernel (ipv6.disable=1).',
      'A seccomp profile or systemd RestrictAddressFamilies forbids the family.',
      'An IPv6 address on an IPv4 socket.',
    ],
    checks: [
      { do: 'Is there IPv6?', run: 'cat /proc/net/if_inet6; cat /proc/cmdline' },
      {
        do: 'Is the family forbidden to the service?',
        run: 'systemctl show NAME -p RestrictAddressFamilies',
      },
    ],
    linux: { number: 97, text: 'Address family not supported by protocol' },
    macos: 47,
    windows: [
      {
        name: 'WSAEAFNOSUPPORT',
        number: 10047,
        text: 'An address incompatible with the requested protocol was used.',
      },
    ],
    node: {
      code: 'EAFNOSUPPORT',
      syscalls: ['connect', 'listen'],
      messages: ['listen EAFNOSUPPORT: address family not supported :::8080'],
      onWindows: { code: 'EAFNOSUPPORT', errno: -4089 },
      source: 'read',
    },
    pythonClass: 'OSError',
    similar: {
      EADDRNOTAVAIL: 'the family is there, the address is not',
      ENETUNREACH: 'there is IPv6, and no route',
    },
    scenarios: ['local/address/family-mismatch', 'impossible/no-ipv6-in-kernel'],
  }),
];
