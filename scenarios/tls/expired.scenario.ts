// Does a client get CERT_HAS_EXPIRED from a server whose certificate has run out?
//
// The most common of all TLS faults: nothing has changed but the time. All was well a minute ago, and every client
// finds out at once.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('an expired certificate is not accepted', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
    expect(await capture.wire()).toShow('data from server', 'data from client', 'data from server');
  });

  await act.fault(async () => {
    const mode = await inject('the certificate has expired', () => 'expired' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toBeUntrusted({ code: 'CERT_HAS_EXPIRED' });
    expect(await capture.wire()).toShow('data from client', 'data from server', 'FIN from client');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
