// Permissions: of files, ports, routes and firewalls on this machine.

import { type ErrorEntry, kernelError } from './entry.ts';

export const permissionErrors: readonly ErrorEntry[] = [
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
    alsoSaid: ["Couldn't connect to server"],
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
        'connect EACCES 192.0.2.1:80 - Local (0.0.0.0:0)',
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
    scenarios: [
      'local/ports/privileged',
      'local/udp/broadcast',
      'tcp/unreachable/route-prohibit',
      'tcp/unreachable/ipv6-admin-prohibited',
      'unix/refused/not-permitted',
      'unix/refused/directory-not-permitted',
      'unix/bind/not-permitted',
    ],
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
];
