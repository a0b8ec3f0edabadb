// HTTP in Node.js: the words of fetch (undici) for what TCP did underneath.

import { type ErrorEntry, errorEntry } from './entry.ts';

const capture = { do: 'See what the server sends, and who ends', run: 'tcpdump -nAi any tcp port PORT' };

export const fetchErrors: readonly ErrorEntry[] = [
  errorEntry({
    id: 'fetch failed',
    theme: 'http',
    kind: 'failed',
    short: 'the reason is in error.cause',
    meaning:
      'fetch failed before an answer had begun. This text is the same for every reason: the reason is in error.cause, and with several addresses in error.cause.errors.',
    comes: ['fetch: until the headers of the answer are there'],
    packets: ['whatever the cause says'],
    causes: [
      'ECONNREFUSED, ENOTFOUND, UND_ERR_SOCKET, UND_ERR_CONNECT_TIMEOUT, a TLS code ...: see there.',
      '"bad port": fetch has a list of forbidden ports (1, 22, 25 ...), and nothing is sent.',
    ],
    checks: [
      {
        do: 'Print the cause, and explain that',
        run: 'node -e \'fetch("URL").catch((error) => console.log(error.cause))\'',
      },
    ],
    node: {
      code: null,
      syscalls: null,
      messages: ['TypeError: fetch failed'],
      onWindows: null,
      source: 'run',
    },
    similar: { terminated: 'the answer had begun' },
    scenarios: ['http/refused', 'http/hang-up'],
  }),
  errorEntry({
    id: 'terminated',
    theme: 'http',
    kind: 'failed',
    short: 'the body broke off; see error.cause',
    meaning:
      'The answer to a fetch began, and its body broke off. The reason is in error.cause: ECONNRESET for a reset, UND_ERR_SOCKET for an early end.',
    comes: ['fetch: while the body is read (text(), json(), for await)'],
    packets: ['headers and a part of the body -> RST or FIN from the server'],
    causes: [
      'The server or a proxy failed in the middle of the answer, or was stopped.',
      'Content-Length or a chunk is wrong.',
    ],
    checks: [{ do: 'Print error.cause, and explain that', run: null }, capture],
    node: { code: null, syscalls: null, messages: ['TypeError: terminated'], onWindows: null, source: 'run' },
    similar: { 'fetch failed': 'no answer had begun', aborted: "what Node's http says for the same" },
    scenarios: ['http/truncated', 'http/reset/mid-body'],
  }),
  errorEntry({
    id: 'UND_ERR_SOCKET',
    theme: 'http',
    kind: 'closed',
    short: 'the server closed before it had answered',
    meaning: 'The server ended the connection in good order (FIN) before its answer, or all of it, had come.',
    comes: ['fetch, undici: as error.cause of "fetch failed" or "terminated"'],
    packets: ['request -> FIN from the server'],
    causes: [
      'An idle keep-alive connection was closed by the server at the moment at which it was used again.',
      'The handler of the server failed or ended without an answer.',
      'The answer is shorter than announced.',
    ],
    checks: [
      capture,
      { do: "Read the server's log at that time", run: 'docker compose logs --since 5m SERVER' },
    ],
    node: {
      code: 'UND_ERR_SOCKET',
      syscalls: null,
      messages: ['SocketError: other side closed'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      ECONNRESET: 'a reset was on the wire',
      'socket hang up': "what Node's http says for the same",
    },
    scenarios: ['http/hang-up', 'http/truncated'],
  }),
  errorEntry({
    id: 'UND_ERR_CONNECT_TIMEOUT',
    theme: 'http',
    kind: 'timeout',
    short: 'fetch found no connection in 10 s',
    meaning: "fetch gave up connecting after its own time-out of 10 s, long before the kernel's ETIMEDOUT.",
    comes: ['fetch, undici: as error.cause of "fetch failed"'],
    packets: ['SYN, SYN ... -> nothing'],
    causes: [
      'The same as for ETIMEDOUT: a firewall drops, the address is wrong, the accept queue is full.',
      'A connect that needs more than 10 s, or a busy event loop.',
    ],
    checks: [
      { do: 'See ./socketbed explain ETIMEDOUT', run: null },
      {
        do: 'Another time-out: new Agent({ connect: { timeout: 30_000 } }) of the package undici',
        run: null,
      },
    ],
    node: {
      code: 'UND_ERR_CONNECT_TIMEOUT',
      syscalls: null,
      messages: ['ConnectTimeoutError: Connect Timeout Error'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      ETIMEDOUT: 'the kernel itself gave up',
      UND_ERR_HEADERS_TIMEOUT: 'the connection stood, and no answer came',
    },
  }),
  errorEntry({
    id: 'UND_ERR_HEADERS_TIMEOUT',
    theme: 'http',
    kind: 'timeout',
    short: 'no answer within 300 s',
    meaning:
      'The connection stands and the request is sent, but the headers of the answer did not come within 300 s.',
    comes: ['fetch, undici: as error.cause of "fetch failed"'],
    packets: ['request -> ACK, and no answer'],
    causes: ['The server works longer than that, hangs, or is paused.'],
    checks: [
      capture,
      { do: 'Another time-out: new Agent({ headersTimeout }) of the package undici', run: null },
    ],
    node: {
      code: 'UND_ERR_HEADERS_TIMEOUT',
      syscalls: null,
      messages: ['HeadersTimeoutError: Headers Timeout Error'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      UND_ERR_BODY_TIMEOUT: 'the answer began, and then stopped',
      UND_ERR_CONNECT_TIMEOUT: 'there was no connection yet',
    },
  }),
  errorEntry({
    id: 'UND_ERR_BODY_TIMEOUT',
    theme: 'http',
    kind: 'timeout',
    short: 'the body stopped for 300 s',
    meaning: 'The answer began, and then no more of its body came for 300 s.',
    comes: ['fetch, undici: as error.cause of "terminated"'],
    packets: ['a part of the body, and then nothing'],
    causes: [
      'The server or a proxy hangs in the middle of the answer.',
      'A stream of events without events: send something now and then.',
    ],
    checks: [
      capture,
      { do: 'Another time-out: new Agent({ bodyTimeout }) of the package undici', run: null },
    ],
    node: {
      code: 'UND_ERR_BODY_TIMEOUT',
      syscalls: null,
      messages: ['BodyTimeoutError: Body Timeout Error'],
      onWindows: null,
      source: 'run',
    },
    similar: { UND_ERR_HEADERS_TIMEOUT: 'the answer had not begun' },
  }),
];
