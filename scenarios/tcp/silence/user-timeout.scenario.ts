// Can a program have the kernel give up earlier, by TCP_USER_TIMEOUT on its own socket?
//
// So long may sent bytes stay unacknowledged, whatever tcp_retries2 says: here a second, instead of a quarter of an hour.
// Databases' drivers and gRPC set it. It counts only while something is outstanding.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

const port = 9000;
const userTimeoutMs = 1000;

scenario('TCP_USER_TIMEOUT ends the waiting', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener, { userTimeoutMs })));

  const impatient = await converse(client, listener, { userTimeoutMs });
  const patient = await converse(client, listener);
  await act.fault(async () => {
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server.container);
    expect(await patient.client.send('request')).toBeSent(7);
    expect(await impatient.client.send('request')).toBeSent(7);
    expect(await impatient.client.receive()).toTimeOut({ code: 'ETIMEDOUT', syscall: 'recv' });
    const wire = await capture.wire({ of: impatient.client });
    expect(wire).toShow('7 bytes from client', '7 bytes from client again', 'nothing');
    // The other one goes on.
    expect(await patient.client.send('more')).toBeSent(4);
    expect(await impatient.served.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
  });

  await act.lifted(async () => {
    expect(await patient.served.receive({ bytes: 11 })).toReceive('requestmore');
    await converse(client, listener, { userTimeoutMs });
  });
});
