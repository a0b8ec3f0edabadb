// Does a frozen server look like a black hole?
//
// No: its kernel goes on. It grants connections and acknowledges bytes, so that nothing is sent again and no time-out of
// the kernel's runs, keep-alive included. Only a deadline of the program's own helps against a server that hangs.

import { expect, scenario } from 'socketbed/vitest';

const silenceMs = 700;

scenario('a frozen server takes everything and says nothing', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', server.address, 'hello')).toReply('HELLO');
  });

  const socket = client.tcp();
  await act.fault(async () => {
    await inject('the server is frozen', () => server.container.pause());
    expect(await socket.connect(server.address)).toBeConnected();
    expect(await socket.ask('request', { timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('SYN-ACK from server', '7 bytes from client', 'ACK from server', 'silence 500 ms');
    expect(wire).toNeverShow('data from server', '7 bytes from client again', 'RST', 'FIN');
  });

  await act.lifted(async () => {
    await server.container.unpause();
    expect(await socket.receive({ bytes: 7 })).toReceive('REQUEST');
    expect(await client.ask('tcp', server.address, 'hello')).toReply('HELLO');
  });
});
