// What does a client see of a Unix server that is killed: the end of its connection, and then ECONNREFUSED?
//
// The kernel closes for the dead, wherever the client runs. The file stays, with nobody behind it.

import { expect, scenario } from 'socketbed/vitest';

scenario('a killed server ends its connections and refuses others', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('unix', { networks: [] }), bed.probe()]);
  const { stream } = server.paths;
  const open = await client.connect('unix-stream', stream);

  await act.control(async () => {
    expect(await open.ask('hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    await inject('the server is killed', () => server.container.kill());
    expect(await open.receive()).toBeClosed({ syscall: 'recv' });
    expect(await open.send('hello')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    const outcome = await client.connect('unix-stream', stream);
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
  });
});
