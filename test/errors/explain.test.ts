// What people paste, and what it is.

import { describe, expect, test } from 'vitest';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';
import { explainError } from '../../src/errors/explain.ts';

const found = (text: string): string[] => explainError(text).entries.map(({ id }) => id);

describe('every entry is found', () => {
  test.each(errorDictionary.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
    const { aliases, windows, linux } = entry;
    for (const name of [
      id,
      id.toLowerCase(),
      ...(aliases ?? []),
      ...(windows ?? []).map((one) => one.name),
    ]) {
      expect(found(name)[0], name).toBe(id);
    }
    for (const { number, text } of windows ?? []) {
      expect(found(`WinError ${number}`), String(number)).toEqual([id]);
      expect(found(`[WinError ${number}] ${text}`)[0], text).toBe(id);
    }
    if (linux !== null) expect(found(`[Errno ${linux.number}] ${linux.text}`)[0]).toBe(id);
  });

  test.each(errorDictionary.map((entry) => [entry.id, entry] as const))(
    '%s in its own words',
    (id, entry) => {
      for (const form of [entry.node, entry.python, entry.go]) {
        for (const message of form?.messages ?? []) {
          // The same words in more than one entry: what was said elsewhere has to decide.
          if (!['i/o timeout'].includes(message)) expect(found(message), message).toContain(id);
        }
      }
    },
  );
});

describe('a whole line', () => {
  test.each([
    ['Error: connect ECONNREFUSED 127.0.0.1:8080', 'ECONNREFUSED'],
    ['Error: connect ECONNREFUSED 127.0.0.1:10054', 'ECONNREFUSED'],
    ['ConnectionResetError: [Errno 104] Connection reset by peer', 'ECONNRESET'],
    ['dial tcp 127.0.0.1:1: connect: connection refused', 'ECONNREFUSED'],
    ['java.net.ConnectException: Connection refused', 'ECONNREFUSED'],
    ['java.net.NoRouteToHostException: No route to host (Host unreachable)', 'EHOSTUNREACH'],
    ['java.net.BindException: Permission denied', 'EACCES'],
    ['java.net.BindException: Address already in use', 'EADDRINUSE'],
    ['Connection refused (os error 111)', 'ECONNREFUSED'],
    ['connect() failed (111: Connection refused) while connecting to upstream', 'ECONNREFUSED'],
    ['System.Net.Sockets.SocketException (10054): An existing connection was forcibly closed', 'ECONNRESET'],
    [
      'read tcp 10.0.0.2:1->10.0.0.3:2: wsarecv: An existing connection was forcibly closed by the remote host.',
      'ECONNRESET',
    ],
    ['ConnectionAbortedError: [WinError 10053] 你的主机中的软件中止了一个已建立的连接。', 'ECONNABORTED'],
    ['ConnectionRefusedError: [WinError 10061] 由于目标计算机积极拒绝，无法连接。', 'ECONNREFUSED'],
    ['[Errno 61] Connection refused', 'ECONNREFUSED'],
    ['OSError: [Errno 98] Address already in use', 'EADDRINUSE'],
    ['listen EADDRINUSE: address already in use :::8080', 'EADDRINUSE'],
    ['socket.gaierror: [Errno -2] Name or service not known', 'ENOTFOUND'],
    ['dial tcp: lookup name.example on 10.0.0.1:53: no such host', 'ENOTFOUND'],
    ['java.net.UnknownHostException: name.example', 'ENOTFOUND'],
    ["('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))", 'EOF'],
    ["('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", 'ECONNRESET'],
    ['Get "http://10.0.0.1:80/": EOF', 'EOF'],
    ['curl: (52) Empty reply from server', 'EOF'],
    ['Error: socket hang up', 'socket hang up'],
    ["Error: socket hang up\n    at Socket.socketOnEnd {\n  code: 'ECONNRESET'\n}", 'socket hang up'],
    ['Error: aborted', 'aborted'],
    ['TypeError: fetch failed', 'fetch failed'],
    ['TypeError: fetch failed { [cause]: Error: connect ECONNREFUSED 127.0.0.1:2 }', 'ECONNREFUSED'],
    [
      "TypeError: fetch failed { [cause]: SocketError: other side closed { code: 'UND_ERR_SOCKET' } }",
      'UND_ERR_SOCKET',
    ],
    ['TimeoutError: timed out', 'timed out'],
    ['TimeoutError: [Errno 110] Connection timed out', 'ETIMEDOUT'],
    ['java.net.SocketTimeoutException: Read timed out', 'timed out'],
    ['AggregateError [ETIMEDOUT]:', 'ETIMEDOUT'],
    [
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)',
      'SELF_SIGNED_CERT_IN_CHAIN',
    ],
    ['tls: first record does not look like a TLS handshake', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    ['0x8007274D', 'ECONNREFUSED'],
  ])('%s', (text, id) => {
    expect(found(text)[0]).toBe(id);
  });
});

describe('a number', () => {
  test.each([
    ['111', ['ECONNREFUSED']],
    ['errno 111', ['ECONNREFUSED']],
    ['errno -111', ['ECONNREFUSED']],
    ['10061', ['ECONNREFUSED']],
    ['-4078', ['ECONNREFUSED']],
    ['errno: -3008', ['ENOTFOUND']],
    // Linux first, then Windows, then macOS.
    ['36', ['ENAMETOOLONG', 'EINPROGRESS']],
    ['64', ['ECONNRESET', 'EHOSTDOWN']],
    // Node's -2 is the kernel's 2; Python's -2 is the resolver's.
    ['-2', ['ENOENT', 'ENOTFOUND']],
  ])('%s', (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  test.each(['127.0.0.1:10061', 'line 104 of main.ts', 'pid 111 exited', '10.0.111.104'])(
    'is none in %j',
    (text) => {
      expect(found(text)).toEqual([]);
    },
  );
});

describe('what fits several', () => {
  test.each([
    ['BlockingIOError', ['EAGAIN', 'EINPROGRESS', 'EALREADY']],
    ['PermissionError', ['EACCES', 'EPERM']],
    ['refused', ['ECONNREFUSED']],
    ['aborted', ['aborted', 'ECONNABORTED']],
    ['actively refused', ['ECONNREFUSED']],
  ])('%s', (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  test('the kinds of outcomes that socketbed reports', () => {
    expect(found('timeout')).toEqual(expect.arrayContaining(['timed out', 'ETIMEDOUT']));
    expect(found('closed')).toEqual(expect.arrayContaining(['EPIPE', 'EOF', 'socket hang up']));
  });
});

describe('what is unknown', () => {
  test.each([
    ['ECONREFUSED', 'ECONNREFUSED'],
    ['Error: read ECONNREST', 'ECONNRESET'],
    ['WSACONNREFUSED', 'WSAECONNREFUSED'],
    ['EADRINUSE', 'EADDRINUSE'],
    ['sokcet hang up', 'socket hang up'],
  ])('%s names the nearest', (text, near) => {
    const { entries, near: names } = explainError(text);
    expect(entries).toEqual([]);
    expect(names[0]).toBe(near);
    expect(names.length).toBeLessThanOrEqual(3);
  });

  test.each(['', '   ', 'x', '?', 'error', 'something else entirely'])('%j names none', (text) => {
    expect(explainError(text)).toEqual({ entries: [], near: [] });
  });
});
