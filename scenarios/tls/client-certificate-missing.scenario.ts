// Does a client without a certificate believe that it is connected to a server that demands one?
//
// In TLS 1.3 it does: its side of the handshake is over before the server has looked. The alert comes with the first
// read, and a program that only writes never sees it. In TLS 1.2 the handshake fails, with no more than alert 40.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

const mode = 'clientCertificate';

scenario('a certificate that the server misses is told after the handshake', async ({ bed, act, inject }) => {
  const { ask, ca, capture, cert, client, key, problem, server, servername } = await serving(bed);

  await act.control(async () => {
    expect(await ask(mode, { cert, key })).toReply('HELLO');
  });

  await act.fault(async () => {
    const shown = (await inject('the client has no certificate', () => ({}))) ?? { cert, key };
    expect(await client.tls(server.tlsAt(mode), { servername, ca, ...shown })).toBeConnected();
    const code = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
    expect(await ask(mode, shown)).toBeUntrusted({ code });
    // The alert: 24 bytes when encrypted, as it is in TLS 1.3, else 7.
    expect(await capture.wire()).toShow('data from server', 'data from client', '24 bytes from server');
    const older = { ...shown, maxVersion: 'TLSv1.2' } as const;
    expect(await ask(mode, older)).toFailHandshake({ code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE' });
    expect(await capture.wire()).toShow('data from server', 'data from client', '7 bytes from server');
    expect(await problem('ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE')).toMatchObject({ event: 'problem' });
  });

  await act.lifted(async () => {
    expect(await ask(mode, { cert, key })).toReply('HELLO');
  });
});
