// Are the calls of many clients at once all answered, each with its own value?
//
// Four clients, each with fifty calls at once, to a server that serves them in one process.

import { expect, scenario } from 'socketbed/vitest';

const callsEach = 50;

scenario('calls of many clients, each with its own answer', async ({ bed, act }) => {
  const [server, clients] = await Promise.all([bed.service('xmlrpc'), bed.probes(4)]);

  await act.control(async () => {
    const calls = clients.flatMap((client, index) =>
      Array.from({ length: callsEach }, async (_, call) => {
        expect(await client.call(server.address, 'add', [index * 1000, call])).toReply(
          String(index * 1000 + call),
        );
      }),
    );
    await Promise.all(calls);
    expect(calls).toHaveLength(clients.length * callsEach);
  });
});
