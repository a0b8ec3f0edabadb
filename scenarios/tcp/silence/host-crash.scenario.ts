// What does a client see whose server's whole machine crashes and comes up again: nothing, until it sends?
//
// A crash sends no FIN and no RST. The machine that came up knows nothing of the connection and resets what belongs to
// it, so the first request after the crash fails, and one on a new connection is served.

import { expect, scenario } from 'socketbed/vitest';

const silenceMs = 300;

scenario('a crashed machine is noticed by the next request', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const capture = await bed.capture(client.container);
  const socket = await client.connect('tcp', server.address);

  await act.control(async () => {
    expect(await socket.ask('hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    await inject('the machine crashes and starts again', async () => {
      // Without its network nothing that the kernel sends for the dead gets out.
      await server.container.disconnect();
      await server.container.kill();
      await server.container.reconnect();
      await server.container.start();
    });
    expect(await socket.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    expect(await socket.send('request')).toBeSent(7);
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow(
      '5 bytes from server',
      'nothing from server',
      '7 bytes from client',
      'RST from server',
    );
    expect(wire).toNeverShow('FIN');
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', server.address, 'hello')).toReply('HELLO');
  });
});
