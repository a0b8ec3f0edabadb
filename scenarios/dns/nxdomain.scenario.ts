// Does a program get ENOTFOUND for a name that does not exist?
//
// A typing error in a host name, or a record that nobody made. The name server has answered, so trying again is no use.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a name that does not exist is not found', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the name server answers NXDOMAIN', () => 'nxdomain');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
