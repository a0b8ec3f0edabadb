// Does a client get ECONNREFUSED from the file that a killed server has left, and can the server take it over?

import { expect, scenario } from 'socketbed/vitest';

scenario('the file of a dead server refuses', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('unix', { networks: [] }), bed.probe()]);
  const { stream, datagram } = server.paths;

  await act.control(async () => {
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
    expect(await client.ask('unix-datagram', datagram, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    await inject('the server is killed', () => server.container.kill());
    const refused = { code: 'ECONNREFUSED', syscall: 'connect' };
    expect(await client.ask('unix-stream', stream, 'hello')).toBeRefused(refused);
    expect(await client.ask('unix-datagram', datagram, 'hello')).toBeRefused(refused);
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await client.ask('unix-stream', stream, 'hello')).toReply('HELLO');
    expect(await client.ask('unix-datagram', datagram, 'hello')).toReply('HELLO');
  });
});
