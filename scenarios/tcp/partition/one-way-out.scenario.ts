// What becomes of a connection when the server hears everything, and nothing that it sends gets out?
//
// Requests arrive and are carried out, and the client knows nothing of it: it sends again, its program runs into its
// deadline and asks once more, on a connection that cannot come about. So work is done twice.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;
/** The kernel sends its SYN again after a second. */
const patienceMs = 1300;

scenario('a server that hears and is not heard', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(server.container)];
  const { client: socket, served } = await converse(client, listener);
  await settle(capture, socket);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'out', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server.container);
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.send('the answer')).toBeSent(10);
    const outcome = await client.ask('tcp', listener.address, 'hello', { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'SYN again', 'nothing');
    // It has heard the SYN, and waits for the end of the handshake.
    expect(await sidecar.sockets({ localPort: port, state: 'syn-recv' })).toHaveLength(1);
    expect(await socket.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '7 bytes from client again', 'nothing');
  });

  await act.lifted(async () => {
    expect(await socket.receive({ bytes: 10 })).toReceive('the answer');
    await converse(client, listener);
  });
});
