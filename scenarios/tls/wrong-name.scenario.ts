// Does a client get ERR_TLS_CERT_ALTNAME_INVALID from a server whose certificate has another name?
//
// The name server leads to the wrong machine, or the program asks by an address. The certificate is valid and its
// authority known: only the name is not the one that was asked for.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('a certificate for another name is not accepted', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('the certificate has another name', () => 'wrongName' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toBeUntrusted({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(outcome).toMatchObject({ message: expect.stringContaining('DNS:other.test') });
    expect(await capture.wire()).toShow('data from client', 'data from server', 'FIN from client');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
