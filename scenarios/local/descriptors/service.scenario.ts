// What does a client get from a Node server that is out of file descriptors: a connection that ends at once?
//
// libuv keeps one descriptor in reserve, takes the connection with it and closes: the client is connected first, and
// loses what it sends. Who is served already is served on.

import type { ProbeSocket } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const descriptorsMax = 48;

scenario('a node server without descriptors hangs up', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([
    bed.service('tcp', { ulimits: { nofile: descriptorsMax } }),
    bed.probe(),
  ]);
  const first = await client.connect('tcp', server.address);

  await act.control(async () => {
    expect(await first.ask('hello')).toReply('HELLO');
  });

  const held: ProbeSocket[] = [];
  await act.fault(async () => {
    await inject('the server has as many connections as it can', async () => {
      for (let count = 0; count < descriptorsMax; count += 1)
        held.push(await client.connect('tcp', server.address));
    });
    const socket = await client.connect('tcp', server.address);
    expect(socket).toBeConnected();
    expect(await socket.receive()).toBeClosed({ syscall: 'recv' });
    expect(await first.ask('still here')).toReply('STILL HERE');
  });

  await act.lifted(async () => {
    for (const socket of held) await socket.close();
    const ask = () => client.ask('tcp', server.address, 'hello');
    await expect.poll(ask, { timeout: 10_000 }).toReply('HELLO');
  });
});
