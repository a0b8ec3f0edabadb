// Does a client that wants TLS 1.3 get a protocol version alert from a server that has only TLS 1.2?
//
// The server tells why before it ends the connection; each end has a code of its own for the one fault.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

const client = { minVersion: 'TLSv1.3' } as const;

scenario('a server of an older version is not accepted', async ({ bed, act, inject }) => {
  const { ask, capture, problem } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good', client)).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('the server has nothing newer than TLS 1.2', () => 'oldVersion' as const);
    const outcome = await ask(mode ?? 'good', client);
    expect(outcome).toFailHandshake({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    // 7 bytes are an alert.
    expect(await capture.wire()).toShow('data from client', '7 bytes from server', 'FIN');
    expect(await problem('ERR_SSL_UNSUPPORTED_PROTOCOL')).toMatchObject({ what: 'connection-lost' });
  });

  await act.lifted(async () => {
    expect(await ask('good', client)).toReply('HELLO');
  });
});
