// Host names: getaddrinfo (dns.lookup and every connect by name), and Node's own resolver (dns.resolve).

import { type ErrorEntry, errorEntry } from './entry.ts';

const lookup = {
  do: 'What does the system resolver say, where the program runs?',
  run: 'getent ahosts NAME',
};
const servers = { do: 'Whom does it ask?', run: 'cat /etc/resolv.conf' };
const dig = { do: 'What does that server answer?', run: 'dig NAME @SERVER' };

export const nameErrors: readonly ErrorEntry[] = [
  errorEntry({
    id: 'ENOTFOUND',
    theme: 'name',
    kind: 'unresolved',
    short: 'the name does not exist',
    meaning: 'A name server answered: there is no such name, or it has no address.',
    comes: [
      'getaddrinfo, before any connect: with the answer (NXDOMAIN, or an empty one)',
      'dns.resolve: NXDOMAIN',
    ],
    packets: ['DNS query -> NXDOMAIN, or NOERROR with no answer', 'no packet to the server itself'],
    causes: [
      'A typing error in the name.',
      "The container has stopped: Docker's DNS forgets a name with its container.",
      'The client is not on the same Docker network; the default bridge has no names.',
      'A URL in place of a host name: http://host as host.',
      'The name exists only in another DNS, such as that of a VPN.',
    ],
    checks: [
      lookup,
      servers,
      {
        do: 'Does the container run, and on the same network?',
        run: 'docker compose ps --all; docker network inspect NETWORK',
      },
      dig,
    ],
    aliases: ['EAI_NONAME', 'EAI_NODATA'],
    alsoSaid: [
      'Could not resolve host',
      'Bad hostname',
      'getaddrinfo failed',
      'No address associated with hostname',
      'Name does not resolve',
    ],
    linux: { number: -2, text: 'Name or service not known' },
    windows: [{ name: 'WSAHOST_NOT_FOUND', number: 11001, text: 'No such host is known.' }],
    node: {
      code: 'ENOTFOUND',
      syscalls: ['getaddrinfo', 'queryA'],
      messages: ['getaddrinfo ENOTFOUND name.example', 'queryA ENOTFOUND name.example'],
      onWindows: { code: 'ENOTFOUND', errno: -3008 },
      source: 'run',
    },
    python: {
      names: ['socket.gaierror'],
      messages: ['[Errno -2] Name or service not known', '[Errno -5] No address associated with hostname'],
      source: 'run',
    },
    go: { names: null, messages: ['no such host'], source: 'run' },
    java: {
      names: ['java.net.UnknownHostException', 'java.nio.channels.UnresolvedAddressException'],
      messages: ['name.example', 'name.example: Name or service not known'],
      source: 'run',
    },
    similar: {
      EAI_AGAIN: 'nobody could be asked; the name may exist',
      ENODATA: 'the name exists, without a record of this type',
      ECONNREFUSED: 'the name has an address, and there nobody listens',
    },
    scenarios: ['dns/nxdomain', 'dns/empty', 'dns/formerr', 'dns/server-stopped'],
  }),
  errorEntry({
    id: 'EAI_AGAIN',
    theme: 'name',
    kind: 'unresolved',
    short: 'no name server could be asked',
    meaning:
      'No name server gave a usable answer: none answered in time, or it said that it failed. Whether the name exists is unknown.',
    comes: [
      'getaddrinfo: after all servers and attempts (timeout times attempts, 10 s by default for one server), at once when a local firewall drops the query',
    ],
    packets: [
      'DNS query, again -> nothing',
      'DNS query -> SERVFAIL or REFUSED',
      'nothing: a local firewall drops it',
    ],
    causes: [
      'No network, or a wrong name server in resolv.conf.',
      'A firewall drops port 53, or a container has no way out.',
      'The name server fails on this name: SERVFAIL, often DNSSEC or an upstream that is down.',
      'Too many queries at once: answers are lost or refused.',
    ],
    checks: [
      servers,
      dig,
      { do: 'Does a query get an answer at all?', run: "tcpdump -ni any 'port 53'" },
      {
        do: 'Shorten the wait while testing',
        run: 'docker run --dns-option timeout:1 --dns-option attempts:1 IMAGE',
      },
    ],
    alsoSaid: ['Could not resolve host', 'Bad hostname'],
    linux: { number: -3, text: 'Temporary failure in name resolution' },
    windows: [
      {
        name: 'WSATRY_AGAIN',
        number: 11002,
        text: 'This is usually a temporary error during hostname resolution and means that the local server did not receive a response from an authoritative server.',
      },
    ],
    node: {
      code: 'EAI_AGAIN',
      syscalls: ['getaddrinfo'],
      messages: ['getaddrinfo EAI_AGAIN name.example'],
      onWindows: { code: 'EAI_AGAIN', errno: -3001 },
      source: 'run',
    },
    python: {
      names: ['socket.gaierror'],
      messages: ['[Errno -3] Temporary failure in name resolution'],
      source: 'run',
    },
    go: { names: null, messages: ['server misbehaving', 'i/o timeout'], source: 'read' },
    java: {
      names: ['java.net.UnknownHostException', 'java.nio.channels.UnresolvedAddressException'],
      messages: ['name.example: Temporary failure in name resolution', 'name.example'],
      source: 'run',
    },
    similar: {
      ENOTFOUND: 'a server answered that there is no such name',
      ESERVFAIL: "Node's own resolver says which answer it was",
      ETIMEOUT: "Node's own resolver had no answer",
    },
    scenarios: ['dns/servfail', 'dns/refused', 'dns/no-answer', 'dns/notimp', 'dns/garbage'],
  }),
  errorEntry({
    id: 'EAI_FAIL',
    theme: 'name',
    kind: 'unresolved',
    short: 'the resolver failed for good',
    meaning: 'The resolver failed in a way that trying again does not mend.',
    comes: ['getaddrinfo: with the answer'],
    packets: ['DNS query -> an answer that cannot be used'],
    causes: [
      'The name server is broken, or what answers on port 53 is none.',
      'nsswitch.conf names a module that fails.',
    ],
    checks: [dig, { do: 'Which sources are asked?', run: 'grep hosts: /etc/nsswitch.conf' }],
    linux: { number: -4, text: 'Non-recoverable failure in name resolution' },
    windows: [
      {
        name: 'WSANO_RECOVERY',
        number: 11003,
        text: 'A non-recoverable error occurred during a database lookup.',
      },
    ],
    node: {
      code: 'EAI_FAIL',
      syscalls: ['getaddrinfo'],
      messages: ['getaddrinfo EAI_FAIL name.example'],
      onWindows: { code: 'EAI_FAIL', errno: -3004 },
      source: 'read',
    },
    python: {
      names: ['socket.gaierror'],
      messages: ['[Errno -4] Non-recoverable failure in name resolution'],
      source: 'read',
    },
    similar: { EAI_AGAIN: 'the failure may pass', ENOTFOUND: 'the name does not exist' },
  }),
  errorEntry({
    id: 'ENODATA',
    theme: 'name',
    kind: 'unresolved',
    short: 'the name has no such record',
    meaning: 'The name exists, but has no record of the type that was asked for.',
    comes: ['dns.resolve: an answer without error and without records'],
    packets: ['DNS query -> NOERROR with no answer'],
    causes: ['The name has only IPv6 or only IPv4.', 'The record is of another type: only MX, only TXT.'],
    checks: [{ do: 'Which records are there?', run: 'dig NAME A; dig NAME AAAA' }],
    windows: [
      {
        name: 'WSANO_DATA',
        number: 11004,
        text: 'The requested name is valid, but no data of the requested type was found.',
      },
    ],
    node: {
      code: 'ENODATA',
      syscalls: ['queryA', 'queryAaaa'],
      messages: ['queryA ENODATA name.example'],
      onWindows: null,
      source: 'run',
    },
    similar: { ENOTFOUND: 'the name itself does not exist; getaddrinfo says this for both' },
  }),
  errorEntry({
    id: 'ESERVFAIL',
    theme: 'name',
    kind: 'unresolved',
    short: 'the name server failed',
    meaning: 'The name server answered that it failed to find out (SERVFAIL).',
    comes: ['dns.resolve: with the answer'],
    packets: ['DNS query -> SERVFAIL'],
    causes: ['The servers of the domain do not answer, or DNSSEC does not fit.'],
    checks: [
      dig,
      { do: 'Without DNSSEC? If that works, its signatures are wrong', run: 'dig +cd NAME @SERVER' },
    ],
    node: {
      code: 'ESERVFAIL',
      syscalls: ['queryA'],
      messages: ['queryA ESERVFAIL name.example'],
      onWindows: null,
      source: 'run',
    },
    similar: { EAI_AGAIN: 'what getaddrinfo says for the same' },
  }),
  errorEntry({
    id: 'EREFUSED',
    theme: 'name',
    kind: 'unresolved',
    short: 'the name server refuses to answer',
    meaning: 'The name server answered that it does not answer this client or this question (REFUSED).',
    comes: ['dns.resolve: with the answer'],
    packets: ['DNS query -> REFUSED'],
    causes: ['The server serves its own domains only, or another network only.'],
    checks: [servers, dig],
    node: {
      code: 'EREFUSED',
      syscalls: ['queryA'],
      messages: ['queryA EREFUSED name.example'],
      onWindows: null,
      source: 'run',
    },
    similar: {
      ECONNREFUSED: 'no name server listens there at all (queryA ECONNREFUSED)',
      EAI_AGAIN: 'what getaddrinfo says for the same',
    },
  }),
  errorEntry({
    id: 'ETIMEOUT',
    theme: 'name',
    kind: 'unresolved',
    short: 'no name server answered in time',
    meaning:
      "Node's own resolver had no answer from any name server. Mind the spelling: the kernel's time-out has a D.",
    comes: ['dns.resolve: after all servers and tries'],
    packets: ['DNS query, again -> nothing'],
    causes: ['A wrong name server, or a firewall that drops port 53.'],
    checks: [servers, { do: 'Does a query get an answer at all?', run: "tcpdump -ni any 'port 53'" }],
    node: {
      code: 'ETIMEOUT',
      syscalls: ['queryA'],
      messages: ['queryA ETIMEOUT name.example'],
      onWindows: null,
      source: 'run',
    },
    similar: { ETIMEDOUT: 'the kernel waited for a peer', EAI_AGAIN: 'what getaddrinfo says for the same' },
  }),
];
