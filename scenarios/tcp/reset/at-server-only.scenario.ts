// Can a server be reset by something on the way, and its client wait for the reply for ever?
//
// The firewall stands before the client this time, and does not like the reply. The client has sent all it had to say
// and has nothing outstanding: without a deadline of its own, or keep-alive, it never learns.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from './conversation.ts';

const port = 9000;
const silenceMs = 300;

scenario('a reply that is reset on its way leaves the client waiting', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(client.container)];
  const { client: socket, served } = await converse(client, listener);

  await act.control(async () => {
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    await settle(capture, socket);
  });

  await act.fault(async () => {
    const reply = { direction: 'in', protocol: 'tcp', peerPort: port, tcpFlags: { set: ['psh'] } } as const;
    await using _ = await inject(faults.reject('tcp-reset', reply), client.container);
    expect(await served.send('the answer')).toBeSent(10);
    expect(await served.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await socket.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('7 bytes from client', '10 bytes from server', 'RST from client');
    expect(wire).toNeverShow('RST from server');
    expect(await sidecar.sockets({ peerPort: port, state: 'established' })).toHaveLength(1);
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
