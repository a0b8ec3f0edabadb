// Does a client that shares no cipher with its server get a handshake failure?
//
// A server hardened too much, or a client too old. The client is told no more than alert 40, "handshake failure", and
// that can mean many things; the reason is in the log of the server.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

const client = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' } as const;

scenario('no cipher in common is a handshake failure', async ({ bed, act, inject }) => {
  const { ask, capture, problem } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good', client)).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('the server takes one other cipher only', () => 'oneCipher' as const);
    const outcome = await ask(mode ?? 'good', client);
    expect(outcome).toFailHandshake({ code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE' });
    // 7 bytes are an alert.
    expect(await capture.wire()).toShow('data from client', '7 bytes from server', 'FIN');
    expect(await problem('ERR_SSL_NO_SHARED_CIPHER')).toMatchObject({ what: 'connection-lost' });
  });

  await act.lifted(async () => {
    expect(await ask('good', client)).toReply('HELLO');
  });
});
