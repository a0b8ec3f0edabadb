// Does a client whose server takes the connection, but never says a word of TLS, wait until its own deadline?
//
// Node's tls.connect has no time limit for the handshake. TCP connected at once, so a time limit for connecting does not
// help either.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

const timeoutMs = 2000;

scenario('a handshake that is not answered has no end of its own', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('the server never answers the ClientHello', () => 'silent' as const);
    const outcome = await ask(mode ?? 'good', { timeoutMs });
    expect(outcome).toTimeOut({ syscall: 'read' });
    const wire = await capture.wire();
    expect(wire).toShow('SYN-ACK from server', 'data from client', 'silence 1 s', 'FIN from client');
    expect(wire).toNeverShow('data from server', 'RST from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
