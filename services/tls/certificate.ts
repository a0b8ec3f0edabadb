// X.509 certificates (RFC 5280), which Node reads but does not write: as much of them as a test server needs, in DER by
// hand. Keys are made at each start and never leave memory but for the clients that are told of them, so that there is
// none in the repository and nothing that expires one day.
//
//   names, times, key -> TBSCertificate -> signed by the issuer -> Certificate -> PEM

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

/** Who signs: its name, and its key. */
export interface Issuer {
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  /** Of its subject; for a server also the name that clients look for. */
  readonly name: string;
  /** Default: itself. */
  readonly issuer?: Issuer;
  /** Whether it may sign others. Default false. */
  readonly isAuthority?: boolean;
  /** Until when it is valid, ms since 1970; it is from a day before that, or a day before now. Default: a year from now. */
  readonly untilMs?: number;
}

const dayMs = 86_400_000;

export function makeCertificate(options: CertificateOptions): Certificate & { readonly issuer: Issuer } {
  const { name, isAuthority = false, untilMs = Date.now() + 365 * dayMs } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = { name, privateKey };
  const issuer = options.issuer ?? own;
  const sinceMs = Math.min(untilMs, Date.now()) - dayMs;
  const signed = sequence(
    version3,
    tlv(tags.integer, positive(randomBytes(16))),
    ecdsaWithSha256,
    nameOf(issuer.name),
    sequence(utcTime(sinceMs), utcTime(untilMs)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(tags.context3, sequence(basicConstraints(isAuthority), subjectAltName(name))),
  );
  const signature = sign('sha256', signed, issuer.privateKey);
  const der = sequence(signed, ecdsaWithSha256, tlv(tags.bitString, Buffer.from([0]), signature));
  return {
    cert: pem(der),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    issuer: own,
  };
}

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  /** [2] in a subjectAltName: a DNS name. */
  dnsName: 0x82,
  context0: 0xa0,
  context3: 0xa3,
} as const;

/** Tag, length, value: all that DER is. */
function tlv(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const { length } = value;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), value]);
  const head = length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}

const sequence = (...values: readonly Buffer[]): Buffer => tlv(tags.sequence, ...values);
const objectId = (hex: string): Buffer => tlv(tags.objectId, Buffer.from(hex, 'hex'));
const isTrue = tlv(tags.boolean, Buffer.from([0xff]));

const version3 = tlv(tags.context0, tlv(tags.integer, Buffer.from([2])));
/** 1.2.840.10045.4.3.2 */
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
/** 2.5.4.3 */
const commonName = objectId('550403');
/** 2.5.29.19, critical. */
const basicConstraints = (isAuthority: boolean): Buffer =>
  sequence(objectId('551d13'), isTrue, tlv(tags.octetString, sequence(...(isAuthority ? [isTrue] : []))));
/** 2.5.29.17 */
const subjectAltName = (name: string): Buffer =>
  sequence(objectId('551d11'), tlv(tags.octetString, sequence(tlv(tags.dnsName, Buffer.from(name)))));

function nameOf(name: string): Buffer {
  return sequence(tlv(tags.set, sequence(commonName, tlv(tags.utf8String, Buffer.from(name)))));
}

/** A first bit that is set would make it a negative number, a first byte of zero is not allowed before another one. */
function positive(bytes: Buffer): Buffer {
  const [first = 0] = bytes;
  bytes[0] = (first & 0x7f) | 0x40;
  return bytes;
}

/** `260131120000Z`: two digits of the year, until 2049. */
function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return tlv(tags.utcTime, Buffer.from(`${digits}Z`));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
