// TLS in Node.js: handshakes and records that fail. TCP was in good health.

import { type ErrorEntry, errorEntry } from './entry.ts';

const chain = {
  do: 'See the certificates that the server sends, with names and dates',
  run: 'openssl s_client -connect HOST:PORT -servername NAME -showcerts </dev/null',
};
const handshake = ['the TLS handshake, on an open TCP connection: at once'];
const javaHandshake = 'javax.net.ssl.SSLHandshakeException';

export const tlsErrors: readonly ErrorEntry[] = [
  errorEntry({
    id: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    theme: 'tls',
    kind: 'handshake',
    short: 'no version of TLS in common',
    meaning:
      'Client and server have no version of TLS in common: the one that got the offer refused it with an alert.',
    comes: handshake,
    packets: ['ClientHello -> alert 70 protocol_version from the server'],
    causes: [
      'One side is old (TLS 1.0, 1.1) and the other allows 1.2 and above only.',
      'minVersion or maxVersion is set.',
    ],
    checks: [
      {
        do: 'Which versions does the server take?',
        run: 'openssl s_client -tls1_2 -connect HOST:PORT </dev/null   # then -tls1_3',
      },
    ],
    aliases: ['ERR_SSL_UNSUPPORTED_PROTOCOL'],
    node: {
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      syscalls: null,
      messages: ['tlsv1 alert protocol version', 'unsupported protocol'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: ['ssl.SSLError'],
      messages: ['[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version'],
      source: 'run',
    },
    go: { names: null, messages: ['remote error: tls: protocol version not supported'], source: 'run' },
    java: { names: [javaHandshake], messages: ['Received fatal alert: protocol_version'], source: 'run' },
    similar: {
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': 'a version in common, but no cipher',
      ERR_SSL_WRONG_VERSION_NUMBER: 'the other side speaks no TLS at all',
    },
    scenarios: ['tls/version'],
  }),
  errorEntry({
    id: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    theme: 'tls',
    kind: 'handshake',
    short: 'no cipher in common',
    meaning:
      'Client and server have no cipher or signature in common, or the server wants something that the client does not offer.',
    comes: handshake,
    packets: ['ClientHello -> alert 40 handshake_failure from the server'],
    causes: [
      'The lists of ciphers do not meet.',
      'The server wants SNI or a client certificate.',
      'The key of the certificate does not fit the ciphers (ECDSA, RSA).',
    ],
    checks: [
      {
        do: 'Which cipher does openssl agree on?',
        run: 'openssl s_client -connect HOST:PORT -servername NAME </dev/null | grep Cipher',
      },
    ],
    aliases: ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_NO_SHARED_CIPHER'],
    node: {
      code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      syscalls: null,
      messages: ['ssl/tls alert handshake failure', 'no shared cipher'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: ['ssl.SSLError'],
      messages: ['[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure'],
      source: 'run',
    },
    go: { names: null, messages: ['remote error: tls: handshake failure'], source: 'run' },
    java: { names: [javaHandshake], messages: ['Received fatal alert: handshake_failure'], source: 'run' },
    similar: { ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'no version in common' },
    scenarios: ['tls/cipher'],
  }),
  errorEntry({
    id: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    theme: 'tls',
    kind: 'untrusted',
    short: 'the server wants a client certificate',
    meaning: 'The server wants a certificate of the client, and got none.',
    comes: ['read: with TLS 1.3 only after secureConnect, since the client is done first'],
    packets: ['handshake done -> alert 116 certificate_required from the server'],
    causes: ['key and cert are not given to the client, or not found.'],
    checks: [
      {
        do: 'Does it work with the certificate?',
        run: 'openssl s_client -connect HOST:PORT -cert client.pem -key client.key </dev/null',
      },
    ],
    aliases: ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'],
    node: {
      code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      syscalls: null,
      messages: ['tlsv13 alert certificate required', 'peer did not return a certificate'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: ['ssl.SSLError'],
      messages: ['[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required'],
      source: 'run',
    },
    go: { names: null, messages: ['remote error: tls: certificate required'], source: 'run' },
    java: { names: [javaHandshake], messages: ['Received fatal alert: certificate_required'], source: 'run' },
    scenarios: ['tls/client-certificate-missing'],
  }),
  errorEntry({
    id: 'ERR_SSL_WRONG_VERSION_NUMBER',
    theme: 'tls',
    kind: 'handshake',
    short: 'the other side speaks no TLS',
    meaning: 'What came is no TLS: the client speaks TLS to a port that does not.',
    comes: handshake,
    packets: ['ClientHello -> plain text: HTTP/1.1 400 Bad Request'],
    causes: [
      'https:// to a port of http.',
      'A protocol that begins in plain text (STARTTLS: SMTP, PostgreSQL) is asked for TLS at once.',
      'A proxy answers in plain text.',
    ],
    checks: [{ do: 'What does it say in plain text?', run: 'curl -v http://HOST:PORT/' }],
    alsoSaid: ['packet length too long', 'server gave HTTP response to HTTPS client'],
    node: {
      code: 'ERR_SSL_WRONG_VERSION_NUMBER',
      syscalls: null,
      messages: ['wrong version number'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: ['ssl.SSLError'],
      messages: ['[SSL: WRONG_VERSION_NUMBER] wrong version number'],
      source: 'run',
    },
    go: {
      names: ['tls.RecordHeaderError'],
      messages: ['tls: first record does not look like a TLS handshake'],
      source: 'run',
    },
    java: {
      names: ['javax.net.ssl.SSLException'],
      messages: ['Unsupported or unrecognized SSL message'],
      source: 'run',
    },
    similar: {
      ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it speaks TLS, of another version',
      HPE_INVALID_CONSTANT: 'the reverse: HTTP was spoken to a port with TLS',
    },
    scenarios: ['tls/plaintext'],
  }),
  errorEntry({
    id: 'Client network socket disconnected',
    theme: 'tls',
    kind: 'closed',
    short: 'the connection ended in the handshake',
    meaning:
      'The server ended the connection in good order (FIN) before TLS was agreed. Node gives it the code ECONNRESET, without a system call.',
    comes: ['the TLS handshake'],
    packets: ['ClientHello -> FIN from the server'],
    causes: [
      'The server speaks no TLS, or has no certificate for this name (SNI), and closes.',
      'A proxy or firewall ends connections to this name.',
      'The server is overloaded or being stopped.',
    ],
    checks: [
      chain,
      {
        do: 'Who ends, and when?',
        run: "tcpdump -ni any 'tcp port PORT and tcp[tcpflags] & (tcp-fin|tcp-rst) != 0'",
      },
    ],
    node: {
      code: 'ECONNRESET',
      syscalls: null,
      messages: ['Client network socket disconnected before secure TLS connection was established'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: ['ssl.SSLEOFError'],
      messages: ['EOF occurred in violation of protocol'],
      source: 'run',
    },
    java: {
      names: [javaHandshake],
      messages: ['Remote host terminated the handshake', 'SSL peer shut down incorrectly'],
      source: 'run',
    },
    similar: {
      ECONNRESET: 'with a syscall (read ECONNRESET): a reset was on the wire',
      EOF: 'the end came after the handshake; what Go says here too',
    },
    scenarios: ['tls/end-in-handshake'],
  }),
  errorEntry({
    id: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    theme: 'tls',
    kind: 'garbled',
    short: 'bytes were changed on the way',
    meaning: 'A TLS record does not fit its checksum: bytes were changed, lost or mixed up on the way.',
    comes: ['read: with the record that was changed'],
    packets: ['a record whose bytes differ from those that were sent, then an alert'],
    causes: [
      'Two threads or processes use one TLS connection, such as one opened before a fork.',
      'A faulty proxy, network card or memory: TCP has a weak checksum of its own.',
    ],
    checks: [
      { do: 'Open connections after the fork, one for each process', run: null },
      { do: 'Compare captures at both ends', run: 'tcpdump -w END.pcap tcp port PORT' },
    ],
    node: {
      code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
      syscalls: null,
      messages: ['decryption failed or bad record mac'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: ['ssl.SSLError'],
      messages: ['[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed or bad record mac'],
      source: 'read',
    },
    scenarios: ['tls/flipped-byte'],
  }),
];
