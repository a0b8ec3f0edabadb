// Refused and reset connections: somebody answered, and it was not what the program hoped for.

import { type ErrorEntry, kernelError } from './entry.ts';

export const connectionErrors: readonly ErrorEntry[] = [
  kernelError({
    id: 'ECONNREFUSED',
    theme: 'connection',
    kind: 'refused',
    short: 'nobody listens there',
    meaning:
      'The machine was reached and answered, at once, that nobody listens at this address and port. For a Unix socket: the file is there, but no server has it open.',
    comes: [
      'connect: with the answer, so at once; after about 1 s where a firewall refuses by ICMP and the call blocks',
      'send or recv on a connected UDP socket: after a datagram was sent, once for each ICMP message',
    ],
    packets: [
      'SYN -> RST from the server: a closed port, or a firewall that rejects with a reset; the two look the same',
      'SYN -> ICMP 3/3 "port unreachable": a firewall that rejects',
      'UDP datagram -> ICMP 3/3 from the server',
      'Unix socket: no packet; the kernel answers',
    ],
    causes: [
      'The server is not running: not started, crashed, or stopped (WinError 10061 is this too): find its process and start it again.',
      'Another port or host is meant. Inside a container, localhost is that container.',
      'The server listens on 127.0.0.1 only, or on IPv4 only, and the client comes another way.',
      'The client was faster: Compose starts in order, but waits for readiness only with a health check.',
      'A firewall rejects.',
      'Unix socket: a server that was killed has left its file.',
    ],
    checks: [
      {
        do: 'See who listens, and on which address',
        run: "ss -ltnp 'sport = :PORT'   # UDP: -lunp, Unix: -lxp",
      },
      {
        do: 'Nobody listens: find the process, read why it ended, start it again',
        run: 'systemctl status NAME; docker compose ps --all',
      },
      { do: 'Only 127.0.0.1: let the server listen on 0.0.0.0 or [::]', run: null },
      {
        do: 'See what the name means where the client runs',
        run: 'docker compose exec CLIENT getent ahosts SERVER',
      },
      {
        do: 'See who refuses: the server itself, or something on the way',
        run: "tcpdump -ni any 'tcp port PORT or icmp'",
      },
      { do: 'Look for a rule that rejects', run: 'nft list ruleset | grep -n reject' },
      { do: 'In the client: try again, with growing pauses, until a deadline', run: null },
    ],
    alsoSaid: ["Couldn't connect to server", 'could not connect to server'],
    linux: { number: 111, text: 'Connection refused' },
    macos: 61,
    windows: [
      {
        name: 'WSAECONNREFUSED',
        number: 10061,
        text: 'No connection could be made because the target machine actively refused it.',
      },
      {
        name: 'ERROR_CONNECTION_REFUSED',
        number: 1225,
        text: 'The remote computer refused the network connection.',
      },
      {
        name: 'ERROR_PORT_UNREACHABLE',
        number: 1234,
        text: 'No service is operating at the destination network endpoint on the remote system.',
      },
    ],
    node: {
      code: 'ECONNREFUSED',
      syscalls: ['connect', 'recvmsg', 'queryA'],
      messages: [
        'connect ECONNREFUSED 127.0.0.1:8080',
        'recvmsg ECONNREFUSED',
        'queryA ECONNREFUSED name.example',
      ],
      onWindows: { code: 'ECONNREFUSED', errno: -4078 },
      source: 'run',
    },
    pythonClass: 'ConnectionRefusedError',
    java: {
      // The last is what HttpClient gives as the cause of a ConnectException without a message.
      names: [
        'java.net.ConnectException',
        'java.net.PortUnreachableException',
        'java.nio.channels.ClosedChannelException',
      ],
      messages: ['Connection refused'],
      source: 'run',
    },
    similar: {
      ETIMEDOUT: 'nobody answers at all, because packets are dropped; refused is an answer',
      ECONNRESET: 'the connection stood, and was broken afterwards',
      ENOENT: 'of a Unix socket even the file is missing',
      EHOSTUNREACH: 'a router answers, or nobody has the address; the machine itself was not reached',
      'socket hang up': 'a published Docker port accepts although the container refuses, and closes at once',
    },
    scenarios: [
      'tcp/refused/server-killed',
      'tcp/refused',
      'udp/refused/connected',
      'unix/refused/stale-file',
      'unix/refused/bound-not-listening',
      'unix/datagram/stale-file',
      'dns/wrong-address',
    ],
  }),
  kernelError({
    id: 'ECONNRESET',
    theme: 'connection',
    kind: 'reset',
    short: 'the peer broke the connection',
    meaning:
      'The peer, or something on the way, broke the connection with a reset. What was on the way is lost, and how much of it the peer had read is unknown.',
    comes: [
      'read: where the reset arrives while the program waits',
      'write: the first one after the reset; those after it give EPIPE',
      'connect, in Node: a reset right after the handshake (Python and Java say it at the first send or recv)',
    ],
    packets: [
      'RST from the server after the handshake, in place of a FIN',
      'data -> RST from a machine that does not know the connection (any more)',
    ],
    causes: [
      'The peer closed with data unread: the kernel then sends RST in place of FIN. The usual "random" reset.',
      'The peer died or was killed with data unread, or was restarted: it no longer knows the connection.',
      'An idle connection was kept longer than the peer, a load balancer or NAT keeps it; the next request meets a reset.',
      'The peer closed with SO_LINGER 0 (resetAndDestroy in Node).',
      'The server is out of file descriptors: a Node server accepts, and closes at once.',
      'A firewall or proxy rejects with a reset in the middle.',
    ],
    checks: [
      {
        do: 'See who sends the RST, and after what',
        run: "tcpdump -ni any 'tcp port PORT and tcp[tcpflags] & tcp-rst != 0'",
      },
      {
        do: "Read the server's log at that time: crash, restart, out of memory, limits",
        run: 'journalctl -k | grep -i oom; docker inspect --format {{.State.OOMKilled}} NAME',
      },
      {
        do: 'Let the server read all of a request before it closes, also when it answers with an error',
        run: null,
      },
      {
        do: "Keep idle connections for less time than the peer does (keepAliveTimeout, the load balancer's idle timeout)",
        run: null,
      },
      { do: 'In the client: repeat only requests that may run twice', run: null },
    ],
    alsoSaid: ['Recv failure: Connection reset by peer', 'Connection was reset'],
    linux: { number: 104, text: 'Connection reset by peer' },
    macos: 54,
    windows: [
      {
        name: 'WSAECONNRESET',
        number: 10054,
        text: 'An existing connection was forcibly closed by the remote host.',
      },
      {
        name: 'ERROR_NETNAME_DELETED',
        number: 64,
        text: 'The specified network name is no longer available.',
      },
    ],
    node: {
      code: 'ECONNRESET',
      syscalls: ['read', 'write', 'connect'],
      messages: ['read ECONNRESET', 'write ECONNRESET', 'connect ECONNRESET 127.0.0.1:8080'],
      onWindows: { code: 'ECONNRESET', errno: -4077 },
      source: 'run',
    },
    pythonClass: 'ConnectionResetError',
    java: {
      names: ['java.net.SocketException'],
      messages: ['Connection reset', 'Connection reset by peer'],
      source: 'run',
    },
    similar: {
      'socket hang up':
        'the same code in Node but no system call: the connection ended in good order, with a FIN',
      EPIPE: 'the program wrote into a connection that it could already know to be over',
      ECONNABORTED: 'this machine gave up the connection, not the peer',
      ECONNREFUSED: 'there never was a connection',
      EOF: 'the peer ended in good order',
    },
    scenarios: [
      'tcp/reset',
      'tcp/silence/half-open',
      'tcp/silence/host-crash',
      'tcp/connect/overflow-with-abort',
      'tls/reset-in-handshake',
      'unix/established/closed-with-unread',
      'unix/established/listener-closed',
    ],
  }),
];
