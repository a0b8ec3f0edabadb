// Can an open connection go dead while new ones to the same server are served at once?
//
// A firewall or NAT that has forgotten the connection (idle for too long, a failover, a full table) drops what belongs
// to it and says nothing. A client that gives up soon and connects anew is well; one that waits, waits for minutes.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;
/** Of the client's end: the connection that is forgotten. */
const clientPort = 40_001;
/** Longer than the kernel's first retransmission takes, 200 ms and more. */
const patienceMs = 700;

scenario('only the open connection is dropped', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const socket = client.tcp();
  await socket.bind({ host: client.container.host(), port: clientPort });
  await socket.connect(listener.address);
  const served = await listener.accept();

  await act.control(async () => {
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    await settle(capture, socket);
  });

  await act.fault(async () => {
    const connection = { protocol: 'tcp', localPort: port, peerPort: clientPort } as const;
    const fault = faults.drop({ direction: 'in', ...connection }, { direction: 'out', ...connection });
    await using _ = await inject(fault, server.container);
    expect(await socket.send('another one')).toBeSent(11);
    expect(await served.receive({ timeoutMs: patienceMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('11 bytes from client', '11 bytes from client again', 'nothing');
    expect(wire).toNeverShow('RST');
    const { client: anew } = await converse(client, listener);
    expect(await capture.wire({ of: anew })).toShow('SYN', 'SYN-ACK from server', '5 bytes from server');
  });

  await act.lifted(async () => {
    expect(await served.receive({ bytes: 11 })).toReceive('another one');
  });
});
