import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type FailureKind, outcomeOfError } from '../../src/errors/outcome.ts';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';

function systemError(code: string, syscall?: string): Error {
  return Object.assign(new Error(code), syscall === undefined ? { code } : { code, syscall });
}

describe('a code of the kernel or the resolver has one outcome', () => {
  const table: [code: string, syscall: string, kind: FailureKind][] = [
    ['ECONNREFUSED', 'connect', 'refused'],
    ['ECONNREFUSED', 'recvmsg', 'refused'],
    ['ECONNRESET', 'read', 'reset'],
    ['ECONNRESET', 'connect', 'reset'],
    ['ECONNABORTED', 'read', 'aborted'],
    ['EPIPE', 'write', 'closed'],
    ['ENOTCONN', 'send', 'closed'],
    ['ETIMEDOUT', 'connect', 'timeout'],
    ['ETIMEDOUT', 'read', 'timeout'],
    ['EHOSTUNREACH', 'connect', 'unreachable'],
    ['ENETUNREACH', 'connect', 'unreachable'],
    ['ENOPROTOOPT', 'connect', 'unreachable'],
    ['ENOENT', 'connect', 'missing'],
    ['EACCES', 'connect', 'denied'],
    ['EPERM', 'send', 'denied'],
    ['ENOTFOUND', 'getaddrinfo', 'unresolved'],
    ['EAI_AGAIN', 'getaddrinfo', 'unresolved'],
    ['EAI_FAIL', 'getaddrinfo', 'unresolved'],
    ['ETIMEOUT', 'queryA', 'unresolved'],
    ['EFORMERR', 'queryA', 'unresolved'],
    ['ENOTIMP', 'queryA', 'unresolved'],
    ['EBADRESP', 'queryA', 'unresolved'],
    ['EAGAIN', 'connect', 'full'],
    ['EMFILE', 'connect', 'exhausted'],
    ['EADDRNOTAVAIL', 'connect', 'unavailable'],
    ['EADDRINUSE', 'connect', 'inUse'],
    ['EMSGSIZE', 'send', 'tooLong'],
    ['EINVAL', 'connect', 'failed'],
    ['CERT_HAS_EXPIRED', 'read', 'untrusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'read', 'untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'read', 'untrusted'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'read', 'untrusted'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'read', 'untrusted'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'read', 'untrusted'],
    ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'read', 'untrusted'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'read', 'handshake'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'read', 'handshake'],
    ['ERR_SSL_NO_SHARED_CIPHER', 'read', 'handshake'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'read', 'handshake'],
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'read', 'garbled'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC', 'read', 'garbled'],
  ];
  test.each(table)('%s in %s is %s', (code, syscall, kind) => {
    expect(outcomeOfError(systemError(code, syscall))).toEqual({ kind, code, syscall });
  });
});

describe('the error underneath is found', () => {
  test('behind the cause that fetch keeps', () => {
    const error = new TypeError('fetch failed', { cause: systemError('ECONNREFUSED', 'connect') });
    expect(outcomeOfError(error)).toEqual({ kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect' });
  });
  test('behind an AggregateError, which has the code but no system call', () => {
    const errors = [systemError('ECONNREFUSED', 'connect'), systemError('ECONNREFUSED', 'connect')];
    const error = Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' });
    expect(outcomeOfError(error)).toEqual({ kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect' });
  });
  test('behind our own error', () => {
    const cause = systemError('EACCES', 'bind');
    const error = new SocketbedError({ code: 'BIND_FAILED', what: 'cannot bind', advice: 'Look', cause });
    expect(outcomeOfError(error)).toEqual({ kind: 'denied', code: 'EACCES', syscall: 'bind' });
  });
  test('in a chain that leads back to itself', () => {
    const error = new Error('outer');
    error.cause = new Error('inner', { cause: error });
    expect(outcomeOfError(error)).toEqual({ kind: 'failed' });
  });
  test.each([[undefined], ['text'], [{ code: 'ECONNREFUSED' }], [new Error('plain')]])(
    '%s has none',
    (thrown) => {
      expect(outcomeOfError(thrown)).toEqual({ kind: 'failed' });
    },
  );
});

describe('what Node itself throws', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  test('a closed port is refused', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    connect(1, '127.0.0.1').on('error', resolve);
    expect(outcomeOfError(await promise)).toEqual({
      kind: 'refused',
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
  });

  test('AbortSignal.timeout is a timeout, whatever it ended', async () => {
    const signal = AbortSignal.timeout(1);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(outcomeOfError(signal.reason)).toEqual({ kind: 'timeout' });
  });

  test('"socket hang up" after a FIN is closed, though its code is ECONNRESET', async () => {
    const server = createServer((incoming) => incoming.socket.end()).listen(0, '127.0.0.1');
    stops.push(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    request({ host: '127.0.0.1', port }).on('error', resolve).end();
    expect(outcomeOfError(await promise)).toEqual({ kind: 'closed', code: 'ECONNRESET' });
  });
});
