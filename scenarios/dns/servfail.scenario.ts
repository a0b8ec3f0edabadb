// Does a program get EAI_AGAIN when its name server has failed?
//
// The name server could not ask its own, or DNSSEC did not hold. The name may well exist: unlike ENOTFOUND, this one is
// worth another try.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a name server that has failed is a temporary failure', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the name server answers SERVFAIL', () => 'servfail');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
