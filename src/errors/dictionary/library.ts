// Words of Node.js and other libraries that have no number: the kernel saw no error, or another one.

import { type ErrorEntry, errorEntry } from './entry.ts';

export const libraryErrors: readonly ErrorEntry[] = [
  errorEntry({
    id: 'EOF',
    theme: 'library',
    kind: 'closed',
    short: 'the peer ended in good order',
    meaning:
      'The peer has ended its side of the connection in good order, while the program still expected something. To the kernel it is no error: a read gives nothing, and Node has the event "end".',
    comes: ['read: gives 0 bytes after all that was sent has been read'],
    packets: ['FIN from the server'],
    causes: [
      'The server closed without an answer: its handler ended early or failed, or it does not speak this protocol.',
      'An idle connection was used again at the moment at which the server closed it.',
      'The server was stopped or killed, with nothing unread.',
      'A published Docker port whose container does not listen: the proxy accepts, and closes.',
    ],
    checks: [
      { do: "Read the server's log at that time", run: 'docker compose logs --since 5m SERVER' },
      { do: 'Who ends first, and after which bytes?', run: 'tcpdump -nAi any tcp port PORT' },
      {
        do: 'Test inside the network, not through a published port',
        run: 'docker compose exec CLIENT curl -v http://SERVER:PORT/',
      },
    ],
    aliases: ['RemoteDisconnected', 'UnexpectedEOF'],
    alsoSaid: [
      'Empty reply from server',
      'end of file',
      'server closed the connection unexpectedly',
      'upstream prematurely closed connection',
      'transfer closed with',
    ],
    python: {
      names: ['http.client.RemoteDisconnected', 'http.client.IncompleteRead'],
      messages: [
        'Remote end closed connection without response',
        'IncompleteRead(3 bytes read, 7 more expected)',
      ],
      source: 'run',
    },
    go: { names: ['io.EOF', 'io.ErrUnexpectedEOF'], messages: ['EOF', 'unexpected EOF'], source: 'run' },
    java: {
      names: ['java.net.SocketException', 'java.io.EOFException'],
      messages: [
        'Unexpected end of file from server',
        'HTTP/1.1 header parser received no bytes',
        'fixed content-length: 10, bytes received: 3',
        'EOF reached while reading',
      ],
      source: 'run',
    },
    similar: {
      ECONNRESET: 'the connection was broken, not ended; data may be lost',
      'socket hang up': "what Node's http says for the same",
      UND_ERR_SOCKET: 'what fetch says for the same',
    },
    scenarios: [
      'tcp/end/after-accept',
      'tcp/end/instead-of-reply',
      'tcp/end/server-stopped',
      'tcp/reset/handler-without-handle',
      'local/descriptors/service',
    ],
  }),
  errorEntry({
    id: 'timed out',
    theme: 'library',
    kind: 'timeout',
    short: "the program's own deadline passed",
    meaning:
      'A deadline that the program or its library has set is over. The kernel has seen no error, and the connection may be in good health: the peer is slow, silent, or the deadline too short.',
    comes: [
      'any call with a time-out: settimeout, SO_RCVTIMEO, AbortSignal.timeout, context.WithTimeout, setSoTimeout',
      'Node: socket.setTimeout only makes an event, "timeout"; the program has to destroy the socket',
    ],
    packets: [
      'data -> ACK, and no answer: the peer is alive and silent',
      'data -> nothing: the way is cut',
      'UDP datagram -> nothing, or an ICMP that an unconnected socket does not hear',
    ],
    causes: [
      'The server is busy, waits for something itself (a database, a lock), or is paused.',
      'A UDP datagram or its answer was lost, or nobody listens there.',
      'Packets are dropped, and the kernel is still trying.',
      'The deadline is shorter than the work.',
    ],
    checks: [
      {
        do: 'Does the kernel of the peer acknowledge? Then its program is what is slow',
        run: "tcpdump -ni any 'host HOST and port PORT'",
      },
      {
        do: 'What is waiting? Recv-Q at the server: not read; Send-Q at the client: not acknowledged',
        run: 'ss -tn',
      },
      { do: 'Is it paused or out of processor time?', run: 'docker ps; docker stats --no-stream' },
    ],
    alsoSaid: [
      'Operation timed out after',
      'Connection timed out after',
      'deadline exceeded',
      'Timeout awaiting response',
    ],
    node: {
      code: null,
      syscalls: null,
      messages: ['TimeoutError: The operation was aborted due to timeout'],
      onWindows: null,
      source: 'run',
    },
    python: { names: ['TimeoutError', 'socket.timeout'], messages: ['timed out'], source: 'run' },
    go: {
      names: ['os.ErrDeadlineExceeded', 'context.DeadlineExceeded'],
      messages: ['i/o timeout', 'context deadline exceeded'],
      source: 'run',
    },
    java: {
      names: [
        'java.net.SocketTimeoutException',
        'java.net.http.HttpTimeoutException',
        'java.net.http.HttpConnectTimeoutException',
      ],
      messages: ['Read timed out', 'Connect timed out', 'request timed out', 'HTTP connect timed out'],
      source: 'run',
    },
    similar: {
      ETIMEDOUT: 'the kernel gave up after all its own attempts, with an errno',
      EAGAIN: 'what a C program gets for it: recv or send with SO_RCVTIMEO or SO_SNDTIMEO',
      EINPROGRESS: 'what a C program gets for it: connect with SO_SNDTIMEO',
      ABORT_ERR: 'the program gave up, and not because of the time',
    },
    scenarios: [
      'tcp/silence/paused',
      'udp/refused/unconnected',
      'tls/silent-server',
      'unix/established/server-paused',
    ],
  }),
  errorEntry({
    id: 'ABORT_ERR',
    theme: 'library',
    kind: 'failed',
    short: 'the program cancelled it itself',
    meaning: 'The program cancelled the call itself, through an AbortSignal. The network has no part in it.',
    comes: ['http, fetch, streams: when the signal is aborted'],
    packets: ['FIN or RST from this machine, where a connection was open'],
    causes: ['A time-out of the program, a page or request that is gone, a shutdown.'],
    checks: [{ do: 'Who calls abort()? signal.reason tells', run: null }],
    aliases: ['AbortError'],
    alsoSaid: ['This operation was aborted'],
    node: {
      code: 'ABORT_ERR',
      syscalls: null,
      messages: ['AbortError: The operation was aborted'],
      onWindows: null,
      source: 'run',
    },
    go: { names: ['context.Canceled'], messages: ['context canceled'], source: 'read' },
    similar: {
      'timed out': 'AbortSignal.timeout says "due to timeout"',
      ECONNABORTED: 'the machine, not the program, gave up',
      aborted: 'the peer cut the answer short',
    },
  }),
  errorEntry({
    id: 'ERR_STREAM_PREMATURE_CLOSE',
    theme: 'library',
    kind: 'failed',
    short: 'a stream closed before its end',
    meaning:
      'A stream was closed before it had ended. With sockets: the connection is gone, and neither an end nor an error came before.',
    comes: ['stream.pipeline, stream.finished: when the stream closes'],
    packets: ['FIN or RST, mostly from this machine: somebody destroyed the socket'],
    causes: [
      'The program destroys the socket itself: a time-out, a second error, a shutdown.',
      'The answer to an HTTP request was cut short.',
    ],
    checks: [
      {
        do: 'Who calls destroy()? Give it an error, so that this error says why',
        run: 'NODE_DEBUG=net,stream node PROGRAM',
      },
    ],
    node: {
      code: 'ERR_STREAM_PREMATURE_CLOSE',
      syscalls: null,
      messages: ['Premature close'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      aborted: 'what an HTTP answer that is cut short says by itself',
      ECONNRESET: 'the peer broke the connection',
    },
  }),
  errorEntry({
    id: 'ERR_STREAM_DESTROYED',
    theme: 'library',
    kind: 'failed',
    short: 'written after the own destroy',
    meaning:
      'The program writes to a stream or socket that it has destroyed, or that an error has destroyed.',
    comes: ['write: after destroy()'],
    packets: ['FIN or RST before; the write itself makes no packet'],
    causes: ['The error or close event came, and another part of the program writes on.'],
    checks: [{ do: 'Stop writing at "close"; look at the error that came first', run: null }],
    node: {
      code: 'ERR_STREAM_DESTROYED',
      syscalls: null,
      messages: ['Cannot call write after a stream was destroyed'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      EPIPE: 'the peer has closed, and this side has not noticed',
      ERR_STREAM_WRITE_AFTER_END: 'this side has ended in good order',
    },
  }),
  errorEntry({
    id: 'ERR_STREAM_WRITE_AFTER_END',
    theme: 'library',
    kind: 'failed',
    short: 'written after the own end',
    meaning: 'The program writes to a stream whose end it has announced itself with end().',
    comes: ['write: after end()'],
    packets: ['FIN from this machine before; the write itself makes no packet'],
    causes: [
      'end() is called before all is written, or twice by two parts of the program.',
      'The peer ended, and Node answered with an end of its own: allowHalfOpen is false.',
    ],
    checks: [
      {
        do: 'End once, after the last write; allowHalfOpen: true to write after the peer has ended',
        run: null,
      },
    ],
    node: {
      code: 'ERR_STREAM_WRITE_AFTER_END',
      syscalls: null,
      messages: ['write after end'],
      onWindows: null,
      source: 'run',
    },
    similar: { ESHUTDOWN: 'the same, said by the kernel', EPIPE: 'the peer has closed' },
  }),
];
