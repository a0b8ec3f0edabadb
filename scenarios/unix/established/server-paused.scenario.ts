// Can one connect to a frozen Unix server and send, and hear nothing until it thaws?
//
// Queue and buffers are the kernel's. Only a deadline of its own tells a client, and its request is answered after all.

import { expect, scenario } from 'socketbed/vitest';

const silenceMs = 300;

scenario('a frozen server is connected to, and silent', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('unix', { networks: [] }), bed.probe()]);
  const { stream } = server.paths;

  await act.control(async () => {
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });

  const socket = client.unixStream();
  await act.fault(async () => {
    await inject('the server is frozen', () => server.container.pause());
    expect(await socket.connect(stream)).toBeConnected();
    expect(await socket.ask('hello', { timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
  });

  await act.lifted(async () => {
    await server.container.unpause();
    expect(await socket.receive({ bytes: 5 })).toReceive('HELLO');
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });
});
