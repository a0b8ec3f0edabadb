// Does a client notice one bit that was changed on the way, after the handshake?
//
// TCP's checksum does not find what a broken or hostile machine on the way has changed and summed up anew; a plain
// connection would deliver it. TLS ends the connection instead, whatever the bit was.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('a changed bit breaks the connection', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('a relay changes a bit of what the server answers', () => 'flipped' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toBeGarbled({ code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' });
    // The last is an alert: 2 bytes, and what the encryption adds.
    expect(await capture.wire()).toShow('data from client', 'data from server', '24 bytes from client');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
