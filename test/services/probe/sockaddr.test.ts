import { expect, test } from 'vitest';
import {
  encodeInternetAddress,
  encodeUnixAddress,
  formatSockaddr,
  hasName,
} from '../../../services/probe/sockaddr.ts';

test.each([
  ['127.0.0.1', 8080, '02001f907f0000010000000000000000', '127.0.0.1:8080'],
  ['::1', 80, `0a00005000000000${'0'.repeat(31)}100000000`, '[::1]:80'],
  ['fe80::1%1', 65_535, `0a00ffff00000000fe80${'0'.repeat(27)}101000000`, '[fe80::1%1]:65535'],
  // The loopback interface is number 1 in every network namespace.
  ['fe80::1%lo', 65_535, `0a00ffff00000000fe80${'0'.repeat(27)}101000000`, '[fe80::1%1]:65535'],
  ['::ffff:1.2.3.4', 0, `0a00000000000000${'0'.repeat(20)}ffff0102030400000000`, '[::ffff:1.2.3.4]:0'],
])('%s port %d', (host, port, hex, text) => {
  const sockaddr = encodeInternetAddress(host, port);
  expect(sockaddr.toString('hex')).toBe(hex);
  expect(formatSockaddr(sockaddr)).toBe(text);
  expect(hasName(sockaddr)).toBe(true);
});

test.each([
  ['/s', '01002f7300', '/s'],
  ['\0s', '01000073', '@s'],
  ['', '0100', '(unnamed)'],
])('the path %j', (path, hex, text) => {
  const sockaddr = encodeUnixAddress(path);
  expect(sockaddr.toString('hex')).toBe(hex);
  expect(formatSockaddr(sockaddr)).toBe(text);
  expect(hasName(sockaddr)).toBe(path !== '');
});
