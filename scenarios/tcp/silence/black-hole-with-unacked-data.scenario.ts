// What does a client get whose bytes vanish on the way, after the server was there for them: ETIMEDOUT?
//
// Its send succeeds, for the kernel has taken the bytes. It sends them again, twice as late each time, tcp_retries2 times
// over: 15 by default, a quarter of an hour. Then the error comes from receive. The server is told nothing.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { shortTimers } from '../../short-timers.ts';
import { converse, settle } from '../reset/conversation.ts';

const port = 9000;

scenario('bytes that nobody acknowledges time out', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe({ sysctls: shortTimers })]);
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(server.container)];
  const { client: socket, served } = await converse(client, listener);

  await act.control(async () => {
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    await settle(capture, socket);
  });

  await act.fault(async () => {
    const ours = { protocol: 'tcp', localPort: port } as const;
    const fault = faults.drop({ direction: 'in', ...ours }, { direction: 'out', ...ours });
    await using _ = await inject(fault, server.container);
    expect(await socket.send('another one')).toBeSent(11);
    expect(await socket.receive()).toTimeOut({ code: 'ETIMEDOUT', syscall: 'recv' });
    expect(await socket.send('and more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('11 bytes from client', '11 bytes from client again', 'nothing');
    expect(wire).toNeverShow('RST', 'FIN');
    expect(await served.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
    expect(await sidecar.sockets({ localPort: port, state: 'established' })).toHaveLength(1);
  });

  await act.lifted(async () => {
    // Only what it sends itself shows the server that nobody is there any more.
    expect(await served.send('are you there')).toBeSent();
    expect(await served.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    await converse(client, listener);
  });
});
