// Is a client refused that asks the right machine at the wrong port?

import { expect, scenario } from 'socketbed/vitest';

scenario('the neighbouring port refuses while the right one answers', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.service('tcp'), bed.probe()]);
  const { host, port } = server.address;
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', { host, port }, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const wrong = await inject('the port is off by one', () => port + 1);
    const outcome = await client.ask('tcp', { host, port: wrong ?? port }, 'hello');
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', { host, port }, 'hello')).toReply('HELLO');
  });
});
