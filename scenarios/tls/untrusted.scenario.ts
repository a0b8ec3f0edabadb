// Does a client get DEPTH_ZERO_SELF_SIGNED_CERT from a server that has signed its certificate itself?
//
// What a server has after its installation, and what somebody on the way would show. Turning the check off
// (`rejectUnauthorized: false`) accepts both.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('a certificate that nobody has signed is not accepted', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('the certificate is self-signed', () => 'selfSigned' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toBeUntrusted({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await capture.wire()).toShow('data from client', 'data from server', 'FIN from client');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
