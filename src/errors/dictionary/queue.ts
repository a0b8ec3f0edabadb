// Queues without room, and messages too long for them.

import { type ErrorEntry, kernelError } from './entry.ts';

export const queueErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'EAGAIN',
    theme: 'limit',
    kind: 'full',
    short: 'nothing now, or no room now',
    meaning:
      'A call on a non-blocking socket would have to wait: nothing to read, no room to write, or, for a Unix socket, the queue of the server is full.',
    comes: [
      'recv, accept: nothing there yet; send: the buffer is full because the peer does not read',
      'connect to a Unix socket whose accept queue is full: at once, and Node makes it an error',
      'send to a Unix datagram socket whose queue is full',
      'recv or send with SO_RCVTIMEO or SO_SNDTIMEO: when the time is over',
    ],
    packets: ['TCP: window 0 from the peer, and probes', 'Unix socket: none'],
    causes: [
      'Normal for non-blocking sockets: wait for readiness, then try again. Only seen where a loop misses it.',
      'The Unix server accepts or reads too slowly, or its backlog is too small.',
      'The peer has stopped reading.',
    ],
    checks: [
      {
        do: 'Is the accept queue full? Recv-Q above Send-Q: yes',
        run: 'ss -lxp | grep PATH   # TCP: ss -ltn',
      },
      { do: 'Whose buffer is full?', run: 'ss -tnmi dst HOST' },
      {
        do: 'Raise the backlog, and net.core.somaxconn with it',
        run: 'sysctl net.core.somaxconn net.unix.max_dgram_qlen',
      },
      { do: 'In a Unix client: try again after a pause; no event tells when there is room', run: null },
    ],
    aliases: ['EWOULDBLOCK'],
    linux: { number: 11, text: 'Resource temporarily unavailable' },
    macos: 35,
    windows: [
      {
        name: 'WSAEWOULDBLOCK',
        number: 10035,
        text: 'A non-blocking socket operation could not be completed immediately.',
      },
    ],
    node: {
      code: 'EAGAIN',
      syscalls: ['connect'],
      messages: ['connect EAGAIN /run/server.sock'],
      onWindows: { code: 'EAGAIN', errno: -4088 },
      source: 'run',
    },
    pythonClass: 'BlockingIOError',
    similar: {
      EINPROGRESS: 'a connect has begun and goes on by itself',
      ECONNREFUSED: 'the Unix socket has no server at all',
      ENOBUFS: 'the machine, not the socket, has no room',
      EAI_AGAIN: 'a name server could not be asked',
    },
    scenarios: ['unix/connect/backlog-full', 'unix/datagram/queue-full', 'unix/established/reader-stopped'],
  }),
  kernelError({
    id: 'EMSGSIZE',
    theme: 'limit',
    kind: 'tooLong',
    short: 'the datagram is too long',
    meaning: 'The datagram is longer than its protocol, its socket or the way allows.',
    comes: [
      'send on UDP: above 65507 bytes over IPv4, or above the MTU of the path with "do not fragment"',
      'send on a Unix datagram socket: above the send buffer',
    ],
    packets: ['nothing', 'datagram -> ICMP 3/4 "fragmentation needed" from a router; the next send fails'],
    causes: [
      'A message is sent whole that should be cut in pieces.',
      'A tunnel or VPN on the way has a smaller MTU.',
    ],
    checks: [
      { do: 'How long is what is sent?', run: 'strace -e trace=sendto,sendmsg -p PID' },
      { do: 'What does the path take?', run: 'tracepath -n HOST; ip route get HOST' },
      { do: 'Keep datagrams below 1200 bytes, or use TCP', run: null },
    ],
    linux: { number: 90, text: 'Message too long' },
    macos: 40,
    windows: [
      {
        name: 'WSAEMSGSIZE',
        number: 10040,
        text: 'A message sent on a datagram socket was larger than the internal message buffer or some other network limit, or the buffer used to receive a datagram into was smaller than the datagram itself.',
      },
    ],
    node: {
      code: 'EMSGSIZE',
      syscalls: ['send'],
      messages: ['send EMSGSIZE 127.0.0.1:8080'],
      onWindows: { code: 'EMSGSIZE', errno: -4065 },
      source: 'run',
    },
    pythonClass: 'OSError',
    java: { names: ['java.net.SocketException'], messages: ['Message too long'], source: 'run' },
    similar: {
      ENOBUFS: 'the length is right, but a queue has no room',
      ETIMEDOUT: 'TCP with an MTU too small on the way: large messages hang',
    },
    scenarios: ['local/udp/too-big', 'unix/datagram/too-big'],
  }),
  kernelError({
    id: 'ENOBUFS',
    theme: 'limit',
    kind: 'exhausted',
    short: 'no room in a queue of the system',
    meaning: 'The system has no room to queue what is sent, or no memory for a socket.',
    comes: [
      'send on UDP with IP_RECVERR: the queue of the interface is full (without it the datagram is lost silently)',
      'connect or socket: the system is out of buffers; on Windows also out of ports',
    ],
    packets: ['nothing'],
    causes: [
      'More is sent than the interface or its traffic shaping takes.',
      'Windows: too many connections, or the memory for sockets is used up.',
    ],
    checks: [
      {
        do: 'Does the queue of the interface drop?',
        run: 'tc -s qdisc show dev DEVICE; ip -s link show DEVICE',
      },
      { do: 'How much memory have the sockets?', run: 'cat /proc/net/sockstat; sysctl net.ipv4.tcp_mem' },
    ],
    linux: { number: 105, text: 'No buffer space available' },
    macos: 55,
    windows: [
      {
        name: 'WSAENOBUFS',
        number: 10055,
        text: 'An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full.',
      },
    ],
    node: {
      code: 'ENOBUFS',
      syscalls: ['connect', 'send'],
      messages: ['connect ENOBUFS 192.0.2.1:80'],
      onWindows: { code: 'ENOBUFS', errno: -4060 },
      source: 'run',
    },
    pythonClass: 'OSError',
    similar: { EAGAIN: "the socket's own buffer is full", ENOMEM: 'the machine has no memory at all' },
    scenarios: ['impossible/no-buffers', 'impossible/send-no-buffers'],
  }),
];
