// Does a client get ENOTFOUND, and not ECONNREFUSED, for the name of a container that has stopped?
//
// Docker's name server forgets a container that does not run, and asks the next one, as for any name that it does not
// know: that one says NXDOMAIN. Where there is none to ask, as on an internal network, it is EAI_AGAIN.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a container that does not run has no name', async ({ bed, act, inject }) => {
  const { client, dns, question, server } = await resolving(bed);
  const { name } = server.container;
  const target = { host: name, port: server.address.port };
  const sinceMs = Date.now();

  await act.control(async () => {
    expect(await client.ask('tcp', target, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    await inject('the container is stopped', () => server.container.stop());
    const outcome = await client.ask('tcp', target, 'hello');
    expect(outcome).toBeUnresolved({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
    await dns.container.line((line) => line.includes(`"name":"${name}"`), { sinceMs });
  });

  await act.lifted(async () => {
    await server.container.start();
    expect(await client.ask('tcp', target, 'hello')).toReply('HELLO');
  });
});
