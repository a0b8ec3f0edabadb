// Does a client whose handshake is ended in good order get ECONNRESET all the same?
//
// There was a FIN and no reset: Node invents the code, without a system call. Whoever looks at the code only looks for a
// reset that nobody has sent.

import { expect, scenario } from 'socketbed/vitest';
import { serving } from './serving.ts';

scenario('an end in the handshake has the code of a reset', async ({ bed, act, inject }) => {
  const { ask, capture } = await serving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const mode = await inject('the server answers the ClientHello with an end', () => 'end' as const);
    const outcome = await ask(mode ?? 'good');
    expect(outcome).toBeClosed({ code: 'ECONNRESET' });
    const message = 'Client network socket disconnected before secure TLS connection was established';
    expect(outcome).toMatchObject({ message });
    expect(outcome).not.toHaveProperty('syscall');
    const wire = await capture.wire();
    expect(wire).toShow('SYN-ACK from server', 'data from client', 'FIN from server');
    expect(wire).toNeverShow('data from server', 'RST from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
