// Certificates written by hand, as OpenSSL reads them.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../../services/tls/certificate.ts';

const authority = makeCertificate({ name: 'an authority', isAuthority: true });
const ca = new X509Certificate(authority.cert);
const read = (...args: Parameters<typeof makeCertificate>) => {
  const { cert, key } = makeCertificate(...args);
  return { certificate: new X509Certificate(cert), key: createPrivateKey(key) };
};

test('an authority signs itself, and others', () => {
  const { certificate, key } = read({ name: 'server.test', issuer: authority.issuer });
  expect(ca).toMatchObject({ ca: true, subject: 'CN=an authority', issuer: 'CN=an authority' });
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(certificate).toMatchObject({ ca: false, subject: 'CN=server.test', issuer: 'CN=an authority' });
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect(certificate.checkIssued(ca)).toBe(true);
  expect(certificate.checkPrivateKey(key)).toBe(true);
});

test('it is for one name', () => {
  const { certificate } = read({ name: 'server.test' });
  expect(certificate.subjectAltName).toBe('DNS:server.test');
  expect(certificate.checkHost('server.test')).toBe('server.test');
  expect(certificate.checkHost('other.test')).toBeUndefined();
});

test('it is valid from a day ago for a year, or until when it is told', () => {
  const dayMs = 86_400_000;
  const near = (date: Date, ms: number) => Math.abs(date.getTime() - ms) < 60_000;
  const { certificate } = read({ name: 'server.test' });
  expect(near(certificate.validFromDate, Date.now() - dayMs)).toBe(true);
  expect(near(certificate.validToDate, Date.now() + 365 * dayMs)).toBe(true);
  const untilMs = Date.UTC(2020, 1, 29, 12);
  const old = read({ name: 'server.test', untilMs }).certificate;
  expect(old.validToDate.getTime()).toBe(untilMs);
  expect(old.validFromDate.getTime()).toBe(untilMs - dayMs);
});

test('lengths that take one byte, two, and three', () => {
  for (const length of [1, 60, 63, 120, 190, 250]) {
    const name = `${'x.'.repeat(length / 2)}test`;
    expect(read({ name }).certificate.subjectAltName).toBe(`DNS:${name}`);
  }
});

test('serial numbers are positive, and never the same', () => {
  const numbers = Array.from({ length: 50 }, () => read({ name: 'a' }).certificate.serialNumber);
  expect(new Set(numbers).size).toBe(50);
  expect(numbers.every((number) => /^[4-7][0-9A-F]{31}$/.test(number))).toBe(true);
});
