// No answer and no way: nothing came in time, or somebody said that there is no road there.

import { type ErrorEntry, kernelError, unknownOnWindows } from './entry.ts';

export const wayErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'ETIMEDOUT',
    theme: 'way',
    kind: 'timeout',
    short: 'nothing came in time',
    meaning:
      'Packets were sent again and again, and nobody acknowledged them until the kernel gave up. It is silence: unlike a refusal, nobody has said anything.',
    comes: [
      'connect: after all SYNs; about 135 s by default (tcp_syn_retries 6), 3 s with 1, 7 s with 2',
      'read or write on an open connection: after all retransmissions of unacknowledged data (tcp_retries2 15, about 15 minutes), TCP_USER_TIMEOUT, or all keep-alive probes',
      'never on an idle connection without keep-alive: that one waits for ever',
    ],
    packets: [
      'SYN, SYN, SYN ... -> nothing',
      'data, retransmission, retransmission ... -> nothing',
      'keep-alive probes -> nothing',
    ],
    causes: [
      'A firewall or a security group drops packets.',
      'The address is wrong, or belongs to a machine that is off, with a router or stale ARP in between.',
      'The server does not accept fast enough: its accept queue is full, and the kernel drops SYNs.',
      'The network was cut, the peer crashed or its container was disconnected, with data on the way.',
      'Node gives each of several addresses 250 ms only (autoSelectFamilyAttemptTimeout): on a slow way all fail, AggregateError [ETIMEDOUT].',
      'Large packets are lost and small ones pass: an MTU too small on the way, and its ICMP filtered.',
    ],
    checks: [
      {
        do: 'See whether anything comes back at all',
        run: "tcpdump -ni any 'host HOST and (tcp port PORT or icmp)'",
      },
      {
        do: 'On the server: do the SYNs arrive? If so the answer is lost, or the queue is full',
        run: "nstat -az TcpExtListenOverflows TcpExtListenDrops; ss -ltn 'sport = :PORT'",
      },
      { do: 'Look for a rule that drops, on both sides', run: 'nft list ruleset | grep -n drop' },
      { do: 'Small passes and large hangs: find the MTU', run: 'ping -M do -s 1400 HOST; ip route get HOST' },
      { do: 'See the retransmissions of an open connection', run: 'ss -tinmo dst HOST' },
      { do: "Give every call a deadline of the program's own, shorter than the kernel's", run: null },
    ],
    alsoSaid: ['Operation timed out'],
    linux: { number: 110, text: 'Connection timed out' },
    macos: 60,
    windows: [
      {
        name: 'WSAETIMEDOUT',
        number: 10060,
        text: 'A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.',
      },
      { name: 'ERROR_SEM_TIMEOUT', number: 121, text: 'The semaphore timeout period has expired.' },
    ],
    node: {
      code: 'ETIMEDOUT',
      syscalls: ['connect', 'read', 'write'],
      messages: ['connect ETIMEDOUT 192.0.2.1:8080', 'read ETIMEDOUT'],
      onWindows: { code: 'ETIMEDOUT', errno: -4039 },
      source: 'run',
    },
    pythonClass: 'TimeoutError',
    java: { names: ['java.net.ConnectException'], messages: ['Connection timed out'], source: 'run' },
    similar: {
      'timed out': "the program's own deadline came first; the kernel was still trying",
      ECONNREFUSED: 'somebody answered; a time-out is silence',
      EHOSTUNREACH: 'nobody answered the ARP question, or a router sent ICMP, so the kernel knows sooner',
      ETIMEOUT: 'without a D: the resolver waited for a name server',
    },
  }),
  kernelError({
    id: 'EHOSTUNREACH',
    theme: 'way',
    kind: 'unreachable',
    short: 'no way to the host',
    meaning:
      'Nobody in the network has this address, or a router or firewall said by ICMP that it cannot reach the host or that it is forbidden.',
    comes: [
      'connect: after about 3 s when nobody answers the ARP question; at once on ICMP or an unreachable route',
      'read: in place of ETIMEDOUT, when ICMP errors came until the retransmissions were used up',
      'send on UDP with IP_RECVERR, or after ICMP "prohibited"; else UDP hears nothing',
    ],
    packets: [
      'ARP who-has, three times a second apart -> nothing',
      'SYN -> ICMP 3/1 host unreachable, 3/10 or 3/13 prohibited, or 11/0 time exceeded',
      'nothing at all: a local route of type unreachable',
    ],
    causes: [
      'The host is off, its container has stopped, or it has another address now.',
      'A firewall rejects with "host prohibited" or "admin prohibited".',
      'A router knows no way to the host, or packets go round until their TTL ends.',
      'A VPN or a bridge is down, or two networks share one range of addresses.',
    ],
    checks: [
      {
        do: 'Which way would the packet go, and does the neighbour answer?',
        run: 'ip route get HOST; ip neigh show HOST',
      },
      { do: 'Who sends the ICMP, and which code?', run: "tcpdump -ni any 'icmp or arp'" },
      { do: 'Where does the way end?', run: 'tracepath -n HOST' },
      { do: 'Is the container up, and on the same network?', run: 'docker network inspect NETWORK' },
    ],
    linux: { number: 113, text: 'No route to host' },
    macos: 65,
    windows: [
      {
        name: 'WSAEHOSTUNREACH',
        number: 10065,
        text: 'A socket operation was attempted to an unreachable host.',
      },
      {
        name: 'ERROR_HOST_UNREACHABLE',
        number: 1232,
        text: 'The network location cannot be reached. For information about network troubleshooting, see Windows Help.',
      },
    ],
    node: {
      code: 'EHOSTUNREACH',
      syscalls: ['connect', 'read'],
      messages: ['connect EHOSTUNREACH 192.0.2.1:8080'],
      onWindows: { code: 'EHOSTUNREACH', errno: -4073 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.NoRouteToHostException'], messages: ['No route to host'], source: 'run' },
    similar: {
      ENETUNREACH: 'this machine has no route to the whole network; fails at once and sends nothing',
      ETIMEDOUT: 'silence: nobody said that there is no way',
      ECONNREFUSED: 'the host was reached, and nobody listens',
      EACCES: 'over IPv6 "prohibited" shows as this',
    },
  }),
  kernelError({
    id: 'ENETUNREACH',
    theme: 'way',
    kind: 'unreachable',
    short: 'no route to the network',
    meaning: 'This machine has no route to that network, or a router said by ICMP that it has none.',
    comes: ['connect or send: at once, and nothing is sent, without a route; else with the ICMP message'],
    packets: [
      'nothing at all: no route',
      'SYN -> ICMP 3/0 net unreachable or 3/9 net prohibited',
      'SYN -> ICMPv6 1/0 no route',
    ],
    causes: [
      'No default route: the interface is down, or the container is on an internal network or on none.',
      'The name gave an IPv6 address, and there is no IPv6 here.',
      'TCP to a broadcast or multicast address.',
      'A router knows no way to the network.',
    ],
    checks: [
      { do: 'Is there a route, and is the interface up?', run: 'ip route get HOST; ip -br link' },
      {
        do: 'Does the name give an IPv6 address that does not work here?',
        run: 'getent ahosts NAME; ip -6 route show default',
      },
      {
        do: 'Which networks is the container on?',
        run: 'docker inspect --format "{{json .NetworkSettings.Networks}}" NAME',
      },
    ],
    linux: { number: 101, text: 'Network is unreachable' },
    macos: 51,
    windows: [
      {
        name: 'WSAENETUNREACH',
        number: 10051,
        text: 'A socket operation was attempted to an unreachable network.',
      },
      {
        name: 'ERROR_NETWORK_UNREACHABLE',
        number: 1231,
        text: 'The network location cannot be reached. For information about network troubleshooting, see Windows Help.',
      },
    ],
    node: {
      code: 'ENETUNREACH',
      syscalls: ['connect', 'send'],
      messages: ['connect ENETUNREACH 192.0.2.1:80 - Local (0.0.0.0:0)'],
      onWindows: { code: 'ENETUNREACH', errno: -4062 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.SocketException'], messages: ['Network is unreachable'], source: 'run' },
    similar: {
      EHOSTUNREACH: 'there is a route, but not to this host; often only after 3 s',
      EADDRNOTAVAIL: 'the address to send from is missing',
      ENETDOWN: 'the interface itself has failed',
    },
  }),
  kernelError({
    id: 'ENETDOWN',
    theme: 'way',
    kind: 'unreachable',
    short: 'the network interface is down',
    meaning:
      'The interface that a socket is to use is down. Rare: a link that goes down takes its routes with it, so that Linux says ENETUNREACH.',
    comes: ['send or bind on a packet socket: tcpdump and the like (man 7 packet)'],
    packets: ['nothing'],
    causes: [
      'The interface was taken down, or its cable or virtual machine is gone.',
      'Windows: the network subsystem has failed.',
    ],
    checks: [{ do: 'Is the interface up?', run: 'ip -br link; ip link set DEVICE up' }],
    linux: { number: 100, text: 'Network is down' },
    macos: 50,
    windows: [{ name: 'WSAENETDOWN', number: 10050, text: 'A socket operation encountered a dead network.' }],
    node: {
      code: 'ENETDOWN',
      syscalls: ['connect', 'send'],
      messages: ['connect ENETDOWN 192.0.2.1:80'],
      onWindows: unknownOnWindows,
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: { ENETUNREACH: 'what Linux nearly always says in place of this' },
  }),
  kernelError({
    id: 'EHOSTDOWN',
    theme: 'way',
    kind: 'unreachable',
    short: 'the host is down',
    meaning: 'The host does not answer on its own network. Common on macOS and BSD; Linux says EHOSTUNREACH.',
    comes: ['connect or send: after the ARP questions had no answer'],
    packets: ['ARP who-has -> nothing'],
    causes: ['The host is off or has another address.'],
    checks: [{ do: 'Does the neighbour answer?', run: 'ip neigh show HOST; ping -c 3 HOST' }],
    linux: { number: 112, text: 'Host is down' },
    macos: 64,
    windows: [
      {
        name: 'WSAEHOSTDOWN',
        number: 10064,
        text: 'A socket operation failed because the destination host was down.',
      },
    ],
    node: {
      code: 'EHOSTDOWN',
      syscalls: ['connect'],
      messages: ['connect EHOSTDOWN 192.0.2.1:80'],
      onWindows: unknownOnWindows,
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: { EHOSTUNREACH: 'what Linux says in place of this' },
  }),
];
