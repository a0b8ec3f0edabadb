// What do two machines see of each other when nothing gets through between them, while both are well?
//
// Neither an end nor a reset: new connections get no answer to their SYNs, open ones hear nothing, and everybody else
// is served as before. What was sent meanwhile arrives when the line is mended, for TCP sends it again until then.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

/** The kernel sends its SYN again after a second; Linux gives up after two minutes, which is not waited for. */
const patienceMs = 1300;

scenario('a partition is silent on both sides', async ({ bed, act, inject }) => {
  const [server, client, other] = await bed.probes(3);
  if (server === undefined || client === undefined || other === undefined) return;
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);
  const { client: socket, served } = await converse(client, listener);
  await settle(capture, socket);

  await act.control(async () => {
    await converse(client, listener);
    await converse(other, listener);
  });

  await act.fault(async () => {
    const peer = client.container.host();
    const fault = faults.drop({ direction: 'in', peer }, { direction: 'out', peer });
    await using _ = await inject(fault, server.container);
    expect(await socket.send('request')).toBeSent(7);
    const outcome = await client.ask('tcp', listener.address, 'hello', { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'SYN again', 'nothing');
    expect(await served.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '7 bytes from client again', 'nothing');
    await converse(other, listener);
  });

  await act.lifted(async () => {
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.send('the answer')).toBeSent();
    expect(await socket.receive({ bytes: 10 })).toReceive('the answer');
    await converse(client, listener);
  });
});
