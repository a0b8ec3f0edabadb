// Does a client whose handshake is broken by a reset get ECONNRESET from its read?
//
// What a firewall does that dislikes the name in the ClientHello, and what a proxy does whose server behind is down. No
// word of TLS in the error: it looks like a fault of TCP, which did connect.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('a reset in the handshake', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
    expect(await capture.wire()).toShow('data from server', 'data from client', 'data from server');
  });

  await act.fault(async () => {
    const mode = await inject('the server answers the ClientHello with a reset', () => 'reset' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' });
    const wire = await capture.wire();
    expect(wire).toShow('SYN-ACK from server', 'data from client', 'RST from server');
    expect(wire).toNeverShow('data from server', 'FIN from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
