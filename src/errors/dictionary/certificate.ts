// TLS in Node.js: certificates that do not fit. TCP was in good health.

import { type ErrorEntry, errorEntry } from './entry.ts';

const chain = {
  do: 'See the certificates that the server sends, with names and dates',
  run: 'openssl s_client -connect HOST:PORT -servername NAME -showcerts </dev/null',
};
const trust = {
  do: 'Trust the authority that signed it; do not switch the check off',
  run: 'NODE_EXTRA_CA_CERTS=/path/ca.pem node PROGRAM   # or: node --use-system-ca',
};
const ended = ['handshake until the certificate -> alert and end from this machine'];
const handshake = ['the TLS handshake, on an open TCP connection: at once'];
const javaHandshake = 'javax.net.ssl.SSLHandshakeException';
const pythonVerification = 'ssl.SSLCertVerificationError';

export const certificateErrors: readonly ErrorEntry[] = [
  errorEntry({
    id: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    theme: 'tls',
    kind: 'untrusted',
    short: 'the certificate is signed by itself',
    meaning: 'The server has a certificate that it has signed itself, and the client does not trust it.',
    comes: handshake,
    packets: ended,
    causes: [
      'A server for development or tests.',
      'The server has its default certificate: the right one is not configured.',
    ],
    checks: [chain, trust],
    node: {
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      syscalls: null,
      messages: ['self-signed certificate'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: [pythonVerification],
      messages: ['certificate verify failed: self-signed certificate'],
      source: 'run',
    },
    go: {
      names: ['x509.UnknownAuthorityError'],
      messages: ['x509: certificate signed by unknown authority'],
      source: 'run',
    },
    java: {
      names: [javaHandshake],
      messages: ['PKIX path building failed', 'unable to find valid certification path to requested target'],
      source: 'run',
    },
    similar: {
      SELF_SIGNED_CERT_IN_CHAIN: 'signed by an authority of its own',
      UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the authority between is missing',
    },
    scenarios: ['tls/untrusted'],
  }),
  errorEntry({
    id: 'SELF_SIGNED_CERT_IN_CHAIN',
    theme: 'tls',
    kind: 'untrusted',
    short: 'the authority is not trusted here',
    meaning: 'The chain ends at an authority that the client does not know.',
    comes: handshake,
    packets: ended,
    causes: [
      'The authority of a company, whose proxy opens TLS on the way.',
      'An authority of your own, not installed for this program: Node and Java have lists of their own.',
    ],
    checks: [chain, trust],
    node: {
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      syscalls: null,
      messages: ['self-signed certificate in certificate chain'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: [pythonVerification],
      messages: ['certificate verify failed: self-signed certificate in certificate chain'],
      source: 'read',
    },
    similar: { DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the server itself is signed by itself' },
  }),
  errorEntry({
    id: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    theme: 'tls',
    kind: 'untrusted',
    short: 'the certificate between is missing',
    meaning:
      'The server sends its own certificate without the one that signed it. Browsers find that one themselves; programs do not.',
    comes: handshake,
    packets: ended,
    causes: [
      'The server is configured with cert.pem in place of fullchain.pem.',
      'The authority is unknown to the client.',
    ],
    checks: [
      chain,
      { do: 'Give the server the whole chain: its own certificate first, then the ones above', run: null },
    ],
    node: {
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      syscalls: null,
      messages: ['unable to verify the first certificate'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: [pythonVerification],
      messages: ['certificate verify failed: unable to get local issuer certificate'],
      source: 'read',
    },
    similar: { SELF_SIGNED_CERT_IN_CHAIN: 'the chain is whole, its end is not trusted' },
    scenarios: ['tls/unknown-authority'],
  }),
  errorEntry({
    id: 'CERT_HAS_EXPIRED',
    theme: 'tls',
    kind: 'untrusted',
    short: 'the certificate is too old',
    meaning:
      'The certificate of the server, or one above it, has passed its last day, by the clock of this machine.',
    comes: handshake,
    packets: ended,
    causes: [
      'It was not renewed, or it was and the server has not loaded the new one.',
      'The clock of this machine is wrong.',
    ],
    checks: [
      {
        do: 'Until when is it good?',
        run: 'openssl s_client -connect HOST:PORT -servername NAME </dev/null | openssl x509 -noout -dates',
      },
      { do: 'What time is it here?', run: 'date -u' },
      { do: 'Let the server load the new one', run: 'systemctl reload NAME' },
    ],
    node: {
      code: 'CERT_HAS_EXPIRED',
      syscalls: null,
      messages: ['certificate has expired'],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: [pythonVerification],
      messages: ['certificate verify failed: certificate has expired'],
      source: 'run',
    },
    go: {
      names: ['x509.CertificateInvalidError'],
      messages: ['x509: certificate has expired or is not yet valid'],
      source: 'run',
    },
    scenarios: ['tls/expired'],
  }),
  errorEntry({
    id: 'ERR_TLS_CERT_ALTNAME_INVALID',
    theme: 'tls',
    kind: 'untrusted',
    short: 'the certificate has another name',
    meaning: 'The certificate is good, but not for the name that the client asked for.',
    comes: handshake,
    packets: ended,
    causes: [
      'The client connects by IP address or by another name (localhost, a container).',
      'The server has several sites, and SNI does not choose the right one.',
      'DNS leads to another server.',
    ],
    checks: [
      {
        do: 'For which names is it?',
        run: 'openssl s_client -connect HOST:PORT </dev/null | openssl x509 -noout -ext subjectAltName',
      },
      { do: 'Connect by one of these names, or give it as servername', run: null },
    ],
    alsoSaid: ['No subject alternative DNS name matching'],
    node: {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      syscalls: null,
      messages: ["Hostname/IP does not match certificate's altnames"],
      onWindows: null,
      source: 'run',
    },
    python: {
      names: [pythonVerification],
      messages: ['certificate verify failed: Hostname mismatch'],
      source: 'run',
    },
    go: {
      names: ['x509.HostnameError'],
      messages: ['x509: certificate is valid for a.test, not b.test'],
      source: 'run',
    },
    java: {
      names: [javaHandshake],
      messages: ['No subject alternative names matching IP address'],
      source: 'run',
    },
    similar: { ENOTFOUND: 'the name has no address at all' },
    scenarios: ['tls/wrong-name'],
  }),
];
