// Can a client be reset by something on the way, and its server know nothing of it?
//
// A firewall that has had enough, or a broken NAT, answers the client in the server's name and lets nothing through. The
// server keeps the connection, and what belongs to it, until it sends something itself or keep-alive asks.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

const port = 9000;

scenario('a reset from the way leaves the server connected', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(server.container)];
  const conversation = await converse(client, listener);
  const { client: socket, served } = conversation;
  const established = () => sidecar.sockets({ protocol: 'tcp', localPort: port, state: 'established' });

  await act.control(async () => {
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('request');
  });

  await act.fault(async () => {
    const fault = faults.reject('tcp-reset', { direction: 'in', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server.container);
    expect(await socket.send('more of it')).toBeSent(10);
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('10 bytes from client', 'RST from server');
    expect(await served.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
    expect(await established()).toHaveLength(1);
  });

  await act.lifted(async () => {
    expect(await served.send('are you there')).toBeSent();
    expect(await served.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('13 bytes from server', 'RST from client');
    expect(await established()).toHaveLength(0);
    await converse(client, listener);
  });
});
