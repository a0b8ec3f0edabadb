// What does a line that is suddenly slow do, besides being slow: are bytes sent twice that were never lost?
//
// The kernel measured a fast line, and expects the acknowledgement within 200 ms or so; what comes later than that it
// sends again for nothing. The server's program reads the bytes once. The client's sees a late answer.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

const port = 9000;
const delayMs = 500;
const deadlineMs = 200;

scenario('a line that becomes slow is asked twice', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const { client: socket, served } = await converse(client, listener);

  await act.control(async () => {
    expect(await socket.send('control')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('control');
  });

  await act.fault(async () => {
    const toServer = { direction: 'in', protocol: 'tcp', localPort: port } as const;
    await using _ = await inject(faults.delay({ delayMs }, toServer), server.container);
    expect(await socket.send('the request')).toBeSent(11);
    expect(await served.receive({ timeoutMs: deadlineMs })).toTimeOut({ syscall: 'recv' });
    expect(await served.receive()).toReceive('the request');
    expect(await served.receive({ timeoutMs: delayMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('11 bytes from client', '11 bytes from client again', 'ACK from server');
    expect(wire).toNeverShow('RST', 'FIN');
  });

  await act.lifted(async () => {
    expect(await socket.send('as before')).toBeSent(9);
    expect(await served.receive({ bytes: 9 })).toReceive('as before');
  });
});
