// What the testbed, the service `tls` and a probe's TLS clients agree on: the ways in which the service serves, one port
// for each, what it tells of its certificates, and what a client can be told.

/** How a port serves, in the order of the ports. */
export const tlsModes = {
  good: 'as it should',
  expired: 'with a certificate that has expired',
  wrongName: 'with a certificate for another name',
  selfSigned: 'with a certificate that nobody but itself has signed',
  oldVersion: 'TLS 1.2 and nothing newer',
  oneCipher: 'TLS 1.2 with one cipher: ECDHE-ECDSA-AES256-GCM-SHA384',
  clientCertificate: 'nobody who shows no certificate of its authority',
  plaintext: 'no TLS: it answers the ClientHello with a line of text',
  silent: 'nobody: it reads and never answers',
  reset: 'nobody: it answers the ClientHello with a reset',
  end: 'nobody: it answers the ClientHello with an end',
  flipped: 'as it should, behind a relay that changes a bit of what it answers after the handshake',
} as const satisfies Record<string, string>;

export type TlsMode = keyof typeof tlsModes;

/** What a client needs; all in PEM. */
export interface TlsCredentials {
  /** The name on the certificates. */
  readonly servername: string;
  /** The authority that has signed them. */
  readonly ca: string;
  /** A certificate for clients, of the same authority, and its key. */
  readonly cert: string;
  readonly key: string;
}

/** Options of a TLS client, as Node has them; certificates and keys in PEM. */
export interface TlsOptions {
  /** The name that the server's certificate must have, and that the server is told (SNI). Default: the host. */
  readonly servername?: string;
  /** Whom to trust. Default: Node's own list. */
  readonly ca?: string;
  /** To show when the server asks for one. */
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** `ECDHE-ECDSA-AES128-GCM-SHA256` */
  readonly ciphers?: string;
}

export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof tlsVersions)[number];
