// Does a program get ENOTFOUND for a name that exists, but has no address?
//
// A domain with mail and nothing else, or with IPv6 only for a program that asks for IPv4. The answer is no error, it is
// empty; the code is that of a name that does not exist, and only the message is another.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a name without addresses is not found either', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the answer is empty', () => 'empty');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    expect(outcome).toMatchObject({ message: 'no address' });
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
