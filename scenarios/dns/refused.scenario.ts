// Does a program get EAI_AGAIN, and not ECONNREFUSED, when its name server refuses to answer?
//
// The name server does not serve strangers. Nothing tells the program that it was refused, and a program that tries
// again at each "temporary failure" tries for ever.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a refusal of the name server is a temporary failure', async ({ bed, act, inject }) => {
  const { ask, question } = await resolving(bed);

  await act.control(async () => {
    expect(await ask('good')).toReply('HELLO');
  });

  await act.fault(async () => {
    const how = await inject('the name server answers REFUSED', () => 'refused');
    const outcome = await ask(how ?? 'good');
    expect(outcome).toBeUnresolved({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' });
    expect(await question()).toShow('data from client', 'data from server');
  });

  await act.lifted(async () => {
    expect(await ask('good')).toReply('HELLO');
  });
});
