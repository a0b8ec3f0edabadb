// Does a TLS client get ERR_SSL_WRONG_VERSION_NUMBER from a server that speaks no TLS?
//
// `https` to the port of `http`, or STARTTLS forgotten. The first bytes of the text are taken for a record, and where
// its version would be is a letter: so no version is wrong at all.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('plain text on a TLS port', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
    expect(await capture.wire()).toShow('data from server', 'data from client', 'data from server');
  });

  await act.fault(async () => {
    const mode = await inject('the server answers in plain text', () => 'plaintext' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toFailHandshake({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    expect(await capture.wire()).toShow('data from client', '20 bytes from server', 'FIN from client');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
