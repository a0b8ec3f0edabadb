// No answer: nothing came in time.

import { type ErrorEntry, kernelError } from './entry.ts';

export const silenceErrors: readonly ErrorEntry[] = [
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
    alsoSaid: ['Operation timed out', "Couldn't connect to server"],
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
    java: {
      // The second is what HttpClient gives as the cause of a ConnectException without a message.
      names: ['java.net.ConnectException', 'java.nio.channels.ClosedChannelException'],
      messages: ['Connection timed out'],
      source: 'run',
    },
    similar: {
      'timed out': "the program's own deadline came first; the kernel was still trying",
      ECONNREFUSED: 'somebody answered; a time-out is silence',
      EHOSTUNREACH: 'nobody answered the ARP question, or a router sent ICMP, so the kernel knows sooner',
      ETIMEOUT: 'without a D: the resolver waited for a name server',
    },
    scenarios: [
      'tcp/connect/syn-black-hole-server-in',
      'tcp/connect/accept-queue-full',
      'tcp/silence/black-hole-with-unacked-data',
      'tcp/silence/black-hole-idle-with-keepalive',
      'tcp/silence/user-timeout',
    ],
  }),
];
