// HTTP in Node.js: the words of http.get for what TCP did underneath, and for answers that are no HTTP.

import { type ErrorEntry, errorEntry } from './entry.ts';

const capture = { do: 'See what the server sends, and who ends', run: 'tcpdump -nAi any tcp port PORT' };
const raw = {
  do: 'See the answer as it is',
  run: "printf 'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' | nc HOST PORT | head",
};

export const httpErrors: readonly ErrorEntry[] = [
  errorEntry({
    id: 'socket hang up',
    theme: 'http',
    kind: 'closed',
    short: 'the connection ended before an answer',
    meaning:
      'The connection ended in good order (FIN) before an answer had come, or the program destroyed the request itself. Node gives it the code ECONNRESET, without a system call: no reset was on the wire.',
    comes: [
      'http.request, http.get: where the answer was awaited',
      'also after req.destroy() in a "timeout" event; and on the server, in tlsClientError',
    ],
    packets: ['request -> FIN from the server, no answer', 'FIN from this machine: its own destroy()'],
    causes: [
      'The server closed an idle keep-alive connection at the moment at which it was used again.',
      'The handler of the server failed or ended without an answer.',
      'The program has a time-out and destroys the request.',
      'HTTP is spoken to a port of another protocol, or to a published Docker port that nobody serves.',
    ],
    checks: [
      { do: 'Has the error a syscall? Without one it was no reset', run: null },
      {
        do: "Is req.reusedSocket true? Then try again, and keep idle connections for less time than the server's keepAliveTimeout",
        run: null,
      },
      capture,
      { do: "Read the server's log at that time", run: 'docker compose logs --since 5m SERVER' },
    ],
    node: {
      code: 'ECONNRESET',
      syscalls: null,
      messages: ['socket hang up'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      ECONNRESET: 'with a syscall (read ECONNRESET): a reset was on the wire',
      UND_ERR_SOCKET: 'what fetch says for the same',
      EOF: 'what other languages say for the same',
      aborted: 'the answer had begun',
    },
    scenarios: ['http/hang-up', 'http/keepalive/closed-between-requests'],
  }),
  errorEntry({
    id: 'aborted',
    theme: 'http',
    kind: 'closed',
    short: 'the answer was cut short',
    meaning:
      'An HTTP answer began, and the connection ended before all of it had come: fewer bytes than Content-Length, or no last chunk. Node gives it the code ECONNRESET, without a system call.',
    comes: ['http.get: on the answer (IncomingMessage), while its body is read'],
    packets: ['headers and a part of the body -> FIN from the server'],
    causes: [
      'The server or a proxy failed in the middle of the answer.',
      'Content-Length is wrong.',
      'A server was stopped while it answered.',
    ],
    checks: [
      capture,
      { do: 'Is the announced length the real one?', run: 'curl -sv http://HOST:PORT/ -o /dev/null' },
    ],
    node: { code: 'ECONNRESET', syscalls: null, messages: ['aborted'], onWindows: null, source: 'run' },
    similar: {
      'socket hang up': 'nothing of the answer had come',
      terminated: 'what fetch says for the same',
      ABORT_ERR: 'the program itself cancelled',
      ECONNABORTED: 'an errno of the machine; axios uses it for time-outs',
    },
    scenarios: ['http/truncated'],
  }),
  errorEntry({
    id: 'HPE_INVALID_CONSTANT',
    theme: 'http',
    kind: 'failed',
    short: 'what came is no HTTP',
    meaning: 'The bytes that came are no HTTP answer.',
    comes: ['http.get: where the answer was awaited; fetch has HTTPParserError without a code'],
    packets: ['request -> bytes that do not begin with HTTP/'],
    causes: [
      'The port belongs to another protocol.',
      'An earlier answer was longer than its Content-Length, and its rest is read as the next answer.',
      'HTTP/2 or TLS is spoken there.',
    ],
    checks: [raw, { do: 'Does it speak TLS?', run: 'openssl s_client -connect HOST:PORT </dev/null | head' }],
    alsoSaid: ['malformed HTTP response'],
    node: {
      code: 'HPE_INVALID_CONSTANT',
      syscalls: null,
      messages: [
        'Parse Error: Expected HTTP/, RTSP/ or ICE/',
        'Response does not match the HTTP/1.1 protocol',
      ],
      onWindows: null,
      source: 'run',
    },
    python: { names: ['http.client.BadStatusLine'], messages: ['hello hello'], source: 'run' },
    go: { names: null, messages: ['malformed HTTP status code'], source: 'run' },
    similar: {
      ERR_SSL_WRONG_VERSION_NUMBER: 'TLS was spoken to a port without TLS',
      HPE_INVALID_CHUNK_SIZE: 'the beginning was HTTP',
    },
    scenarios: ['http/no-http'],
  }),
  errorEntry({
    id: 'HPE_INVALID_CHUNK_SIZE',
    theme: 'http',
    kind: 'failed',
    short: 'the chunks of the body are wrong',
    meaning: 'The answer says Transfer-Encoding: chunked, and the length of a chunk is no number.',
    comes: ['http.get: while the body is read; fetch says "terminated"'],
    packets: ['headers -> a body that is not cut in chunks'],
    causes: [
      'A server or proxy announces chunks and sends a plain body, or the other way round.',
      'Bytes were lost or changed on the way: a fault of a proxy.',
    ],
    checks: [raw],
    node: {
      code: 'HPE_INVALID_CHUNK_SIZE',
      syscalls: null,
      messages: ['Parse Error: Invalid character in chunk size'],
      onWindows: null,
      source: 'run',
    },
    similar: { aborted: 'the chunks are right, and the last one is missing' },
  }),
  errorEntry({
    id: 'HPE_HEADER_OVERFLOW',
    theme: 'http',
    kind: 'failed',
    short: 'the headers are above 16 KiB',
    meaning: 'The headers of the answer are longer than Node takes (16 KiB).',
    comes: ['http.get: while the headers are read; fetch has UND_ERR_HEADERS_OVERFLOW'],
    packets: ['a long header, then FIN or RST from this machine'],
    causes: ['Cookies or tokens that grow with every request.'],
    checks: [
      { do: 'How long are they?', run: 'curl -sI http://HOST:PORT/ | wc -c' },
      { do: 'Raise the limit', run: 'node --max-http-header-size=65536 PROGRAM' },
    ],
    aliases: ['UND_ERR_HEADERS_OVERFLOW'],
    node: {
      code: 'HPE_HEADER_OVERFLOW',
      syscalls: null,
      messages: ['Parse Error: Header overflow', 'Headers Overflow Error'],
      onWindows: null,
      source: 'run',
    },
  }),
];
